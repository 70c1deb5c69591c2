"""How people of the demonstration leave the way to an appointment, by the verbs users use."""

from collections.abc import Callable
from datetime import timedelta

from xuanxian.demonstration.cast import Cast
from xuanxian.kernel import clock
from xuanxian.selection import models, services

Ending = Callable[[models.Candidacy], object]


class Endings:
    """Each method takes one person off, or stops the work on him, as the cast would."""

    def __init__(self, cast: Cast) -> None:
        self.staff = cast.actor("organisation_staff")
        self.leader = cast.actor("organisation_leader")
        self.owner = str(cast.second_staff)

    def drop(self, one: models.Candidacy) -> None:
        """终止: not made an inspection target."""
        services.drop_candidate(one, "未列为考察对象", actor=self.leader)

    def withdraw(self, one: models.Candidacy) -> None:
        """本人退出."""
        services.withdraw_candidate(one, "本人因家庭原因书面提出退出", actor=self.staff)

    def hold(self, one: models.Candidacy) -> None:
        """暂缓, looked at again half a year later."""
        services.hold_candidate(
            one,
            "推荐期间收到一件反映，需要核实",
            owner=self.owner,
            condition="反映的问题查清，有书面结论",
            until=clock.today() + timedelta(days=180),
            actor=self.leader,
        )

    def bar(self, one: models.Candidacy) -> None:
        """不得, until something has happened."""
        services.bar_candidate(
            one,
            "所在单位正在接受经济责任审计",
            event="审计结束并有结论",
            actor=self.leader,
        )
