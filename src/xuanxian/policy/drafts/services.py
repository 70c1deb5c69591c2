"""The verbs of drafts: begin one, save a version, restore an earlier one, give it up."""

from typing import Literal

from django.db import IntegrityError, transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import catalogue
from xuanxian.policy.drafts import writing
from xuanxian.policy.models import DraftVersion, PolicyDraft
from xuanxian.policy.services import stream_of
from xuanxian.record import services as record
from xuanxian.registry.models import Organisation

EVERYWHERE_NAME = "本级"


class Overtaken(Refusal):
    """Somebody else saved meanwhile; what was to be saved is not lost, it is with its writer.

    Attributes:
        latest: the version saved meanwhile.
    """

    def __init__(self, latest: DraftVersion, opened: int) -> None:
        self.latest = latest
        super().__init__(
            Problem(
                latest.draft.title,
                "",
                f"第{opened}版",
                f"您打开以后，{latest.saved_by}于{latest.saved_at:%m月%d日%H:%M}"
                f"保存了第{latest.number}版（{latest.change}）。",
                "您的修改仍在下面，还没有保存：核对两边的不同后，再按一次保存，就写在新版之上。",
            )
        )


@transaction.atomic
def begin(
    base_id: str,
    *,
    scope: str,
    title: str,
    manner: Literal["extend", "copy"],
    actor: Actor,
) -> PolicyDraft:
    """Begin a scope's own policy from one of the catalogue.

    Args:
        scope: code of the unit it is for; "" for everywhere.
        manner: `extend` follows the base and says only what differs; `copy` takes its text over.

    Raises:
        Refusal: no such policy or unit, no title, or the scope has a draft of this name.
    """
    base = catalogue.load(base_id)
    title = title.strip()
    if not title:
        raise Refusal(Problem("新建制度", "名称", "", "没有写名称。", "请写上制度的名称。"))
    place = _place(scope)
    policy_id = writing.id_of(place, title)
    if PolicyDraft.objects.filter(policy=policy_id).exists():
        raise Refusal(
            Problem("新建制度", "名称", title, f"{place}已经有这个名称的制度。", "请换一个名称。")
        )
    if manner == "extend":
        text = writing.extending(base, policy_id=policy_id, title=title, place=place)
    else:
        text = writing.copying(
            catalogue.text_of(base_id), policy_id=policy_id, title=title, place=place
        )
    digest = catalogue.from_text(text, where=title).digest
    draft = PolicyDraft.objects.create(
        scope=scope,
        policy=policy_id,
        title=title,
        based_on=base_id,
        begun_at=clock.now(),
        begun_by=actor.name,
    )
    change = f"在“{base.title}”之上起草" if manner == "extend" else f"抄录“{base.title}”"
    _add(draft, 1, text, digest, change, actor)
    record.append(
        stream_of(scope),
        "policy.draft_begun",
        {"draft": str(draft.pk), "title": title, "based_on": base_id, "manner": manner},
        actor=actor,
        title=f"制度采用：{place if scope else '全部'}",
    )
    return draft


@transaction.atomic
def save(draft: PolicyDraft, *, text: str, change: str, opened: int, actor: Actor) -> DraftVersion:
    """Save `text` as the next version of `draft`.

    Args:
        change: what was changed, in a few words.
        opened: the version its writer started from.

    Raises:
        Overtaken: another version was saved since.
        Refusal: the draft was given up, or the text has mistakes; nothing is stored.
    """
    _refuse_given_up(draft)
    latest = latest_version(draft)
    if latest.number != opened:
        raise Overtaken(latest, opened)
    policy = catalogue.from_text(text, where=draft.title)
    if policy.id != draft.policy:
        raise Refusal(
            Problem(
                draft.title, "policy", policy.id, "制度编号不能改。", f"请写回“{draft.policy}”。"
            )
        )
    if text == latest.text:
        raise Refusal(Problem(draft.title, "", "", "没有改动。", "改动以后再保存。"))
    try:
        with transaction.atomic():
            version = _add(draft, opened + 1, text, policy.digest, change, actor)
    except IntegrityError as error:
        raise Overtaken(latest_version(draft), opened) from error
    if policy.title != draft.title:
        draft.title = policy.title
        draft.save(update_fields=["title"])
    record.append(
        stream_of(draft.scope),
        "policy.draft_saved",
        {
            "draft": str(draft.pk),
            "title": draft.title,
            "number": version.number,
            "change": version.change,
            "digest": version.digest,
        },
        actor=actor,
    )
    return version


def restore(draft: PolicyDraft, *, number: int, opened: int, actor: Actor) -> DraftVersion:
    """Save the text of version `number` again as the newest; nothing is taken away.

    Raises:
        Refusal: as `save`, or there is no such version.
    """
    earlier = draft.versions.filter(number=number).first()
    if earlier is None:
        raise Refusal(Problem(draft.title, "版次", str(number), "没有这一版。", "请刷新页面。"))
    return save(draft, text=earlier.text, change=f"恢复第{number}版", opened=opened, actor=actor)


@transaction.atomic
def give_up(draft: PolicyDraft, *, reason: str, actor: Actor) -> None:
    """Put a draft aside; its versions are kept.

    Raises:
        Refusal: it was given up already, or no reason is given.
    """
    _refuse_given_up(draft)
    if not reason.strip():
        raise Refusal(Problem("作废草稿", "理由", "", "没有写理由。", "请写明理由。"))
    draft.given_up_at = clock.now()
    draft.save(update_fields=["given_up_at"])
    record.append(
        stream_of(draft.scope),
        "policy.draft_given_up",
        {"draft": str(draft.pk), "title": draft.title, "reason": reason.strip()},
        actor=actor,
    )


def latest_version(draft: PolicyDraft) -> DraftVersion:
    """The version that is worked on."""
    return draft.versions.select_related("draft").order_by("-number")[0]


def _add(
    draft: PolicyDraft, number: int, text: str, digest: str, change: str, actor: Actor
) -> DraftVersion:
    return DraftVersion.objects.create(
        draft=draft,
        number=number,
        text=text,
        digest=digest,
        change=change.strip()[:200] or "修改",
        saved_at=clock.now(),
        saved_by=actor.name,
    )


def _refuse_given_up(draft: PolicyDraft) -> None:
    if draft.given_up_at is not None:
        raise Refusal(Problem(draft.title, "", "", "这份草稿已经作废。", "请另起一份。"))


def _place(scope: str) -> str:
    if not scope:
        return EVERYWHERE_NAME
    name = Organisation.objects.filter(code=scope).values_list("name", flat=True).first()
    if name is None:
        raise Refusal(
            Problem("新建制度", "适用范围", scope, "没有这个机构编码。", "请在机构页查看编码。")
        )
    return str(name)
