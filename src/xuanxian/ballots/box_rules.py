"""What an instrument says about its box: who keeps the key, who watches it, where one may vote."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

NOTICES = {
    "same_screen": "三名计票人在同一台电脑上制作密钥：系统只知道有三个口令，"
    "不能证明到场的是三个人，也不能证明没有一个人知道两个口令。",
    "server": "票箱密钥由服务器保管：管理服务器的人，或者拿到服务器全部数据的人，"
    "有可能在开箱前看票，并对出每一票是用哪张票投的。系统不能保证没有人单独打得开票箱。",
}
"""Who keeps the key → what the program cannot promise then, said on every page of the poll."""

SENT_NOTICE = (
    "投票链接按手机号码逐个制作、发送：经手名单的人和短信平台知道哪个号码用哪个链接，"
    "能看出谁投了票，也能冒用链接投票；再与能打开票箱的人串通，可以对出谁投了什么。"
    "对经手发送的人，本次投票不是无记名的。"
)
"""What cannot be promised where links were sent by message, said on every page of the poll."""


class BoxRules(BaseModel):
    """The part `box` of an instrument with a secret vote.

    Attributes:
        kept_by: `tellers`, three of whom any two open the box; or `server`, for small units, where
            whoever administers the server could open it and every page says so.
        organiser_may_tell: whether whoever names the tellers may be one of them.
        registrar: whether a tellers' registrar (监票登记机) must watch the box before it opens for
            votes, or is only offered.
        registrar_every: how many new envelopes at least are told to registrars together, so that
            no finer order or time of casts shows.
        hall_network: whether votes are taken from the networks of the hall only; they are named
            for each meeting.
        links_by_message: whether links may be made for a list of telephone numbers and sent, as for
            wide opinion surveys. Such a vote is not secret against whoever sends them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kept_by: Literal["tellers", "server"] = "tellers"
    organiser_may_tell: bool = False
    registrar: Literal["offered", "required"] = "offered"
    registrar_every: int = Field(default=10, ge=2)
    hall_network: bool = False
    links_by_message: bool = False

    @model_validator(mode="after")
    def _links_reach_the_box(self) -> "BoxRules":
        if self.hall_network and self.links_by_message:
            raise ValueError("links_by_message 与 hall_network 不能同时为 true，请保留一项")
        return self

    def explain(self) -> list[str]:
        """What differs from the usual, as Chinese sentences."""
        said = []
        if self.kept_by == "server":
            said.append("票箱密钥由服务器保管，管理服务器的人有可能打开票箱。")
        if self.organiser_may_tell:
            said.append("组织投票的人可以兼任计票人。")
        if self.registrar == "required":
            said.append(f"投票开始前须有监票登记机接入，每满{self.registrar_every}票登记一次。")
        if self.hall_network:
            said.append("只能在会场网络内投票。")
        if self.links_by_message:
            said.append("可以按手机号码发送投票链接，对经手发送的人不是无记名的。")
        return said


def strictest(rules: Iterable[BoxRules]) -> BoxRules:
    """What holds for a box that several polls share: of every two rules the stricter."""
    found = list(rules)
    return BoxRules(
        kept_by="server" if all(each.kept_by == "server" for each in found) else "tellers",
        organiser_may_tell=all(each.organiser_may_tell for each in found),
        registrar="required" if any(each.registrar == "required" for each in found) else "offered",
        registrar_every=max((each.registrar_every for each in found), default=10),
        hall_network=any(each.hall_network for each in found),
    )
