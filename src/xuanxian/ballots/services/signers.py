"""Signed ballots that their signers give themselves, signed in (署名投票)."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.ballots.models import Poll, PollClass, SignedBallot
from xuanxian.ballots.own_units import unit_of_account
from xuanxian.ballots.poll_form import Content
from xuanxian.ballots.services.locking import poll_in
from xuanxian.ballots.services.preparing import refuse_unknown_classes
from xuanxian.ballots.services.signing import cast_signed
from xuanxian.ballots.signer_queries import PERMISSION, class_of_signer, possible_signers
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.record.services import append


@transaction.atomic
def name_signers(poll: Poll, accounts: Mapping[str, Sequence[str]], *, actor: Actor) -> Poll:
    """Say which accounts vote in a signed poll, and in which class; in place of those named before.

    Who is not named can still hand in a signed form that staff keys in.

    Args:
        poll: a signed poll, not open yet.
        accounts: class → ids of accounts; a class left out has nobody.
        actor: who names them.

    Raises:
        Refusal: a secret poll, an unknown class, an account whose role does not reach the poll,
            one named twice, or more than 应到 of a class.
    """
    poll = poll_in(poll, Poll.State.PREPARED)
    if poll.is_secret:
        raise Refusal(
            Problem(poll.title, "署名人", "", "无记名投票没有署名人。", "请发票，由持票人投票。")
        )
    refuse_unknown_classes(poll, dict.fromkeys(accounts, 0))
    known = {str(account.pk): account for account in possible_signers(poll)}
    named = [key for keys in accounts.values() for key in keys]
    problems = [
        Problem(poll.title, "署名人", key, "没有署名投票的权限。", "请先授予相应角色。")
        for key in named
        if key not in known
    ]
    problems += [
        Problem(
            poll.title, "署名人", str(known[key]), "在名单中出现两次。", "每人只能属于一个类别。"
        )
        for key, times in Counter(named).items()
        if times > 1 and key in known
    ]
    classes = list(poll.classes.all())
    problems += [
        Problem(
            poll.title,
            f"{voters.name}署名人",
            f"{number} 人",
            f"多于应到 {voters.entitled} 人。",
            "请核对名单。",
        )
        for voters in classes
        if (number := len(accounts.get(voters.name, ()))) > voters.entitled
    ]
    if problems:
        raise Refusal(problems)
    namesakes = Counter(known[key].full_name for key in named)
    for voters in classes:
        voters.signers = [
            {
                "account": key,
                "name": _signs_as(known[key], namesakes),
                "unit": unit_of_account(known[key], PERMISSION),
            }
            for key in accounts.get(voters.name, ())
        ]
    PollClass.objects.bulk_update(classes, ["signers"])
    append(
        poll.case,
        "poll.signers_named",
        {
            "poll": str(poll.pk),
            "signers": {each.name: [one["name"] for one in each.signers] for each in classes},
        },
        actor=actor,
    )
    return poll


@transaction.atomic
def cast_as_signer(poll: Poll, *, account: Account, answers: Content, actor: Actor) -> SignedBallot:
    """Receive the signed ballot of an account that was named; see `cast_signed`.

    Raises:
        Refusal: the account was not named, has voted, or as `cast_signed`.
    """
    poll = poll_in(poll, Poll.State.OPEN)
    found = class_of_signer(poll, account)
    if found is None:
        raise Refusal(
            Problem(
                poll.title,
                "署名人",
                str(account),
                "不在署名人名单中。",
                "确应参加的，请填写纸质署名票，交工作人员录入。",
            )
        )
    voters, name = found
    unit = next(
        (one.get("unit", "") for one in voters.signers if one["account"] == str(account.pk)), ""
    )
    return cast_signed(
        poll,
        class_name=voters.name,
        signer=name,
        answers=answers,
        actor=actor,
        account=str(account.pk),
        unit=unit,
    )


def _signs_as(account: Account, namesakes: Mapping[str, int]) -> str:
    """The name of an account, told apart from namesakes by the name it signs in with."""
    name = " ".join(account.full_name.split()) or account.username
    return f"{name}（{account.username}）" if namesakes[account.full_name] > 1 else name
