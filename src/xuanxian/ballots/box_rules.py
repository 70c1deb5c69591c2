"""What an instrument says about its box: who keeps the key, who watches it, where one may vote."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

NOTICES = {
    "same_screen": "三名计票人在同一台电脑上制作密钥：系统只知道有三个口令，"
    "不能证明到场的是三个人，也不能证明没有一个人知道两个口令。",
    "server": "票箱密钥由服务器保管：管理服务器的人，或者拿到服务器全部数据的人，"
    "有可能在开箱前看票，并对出每一票是用哪张票投的。系统不能保证没有人单独打得开票箱。",
}
"""Who keeps the key → what the program cannot promise then, said on every page of the poll."""


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
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kept_by: Literal["tellers", "server"] = "tellers"
    organiser_may_tell: bool = False
    registrar: Literal["offered", "required"] = "offered"
    registrar_every: int = Field(default=10, ge=2)
    hall_network: bool = False

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
