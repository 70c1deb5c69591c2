"""Who was rejected for which post before: a rejected proposal may be barred from returning."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from xuanxian.selection import models


def rejections(
    *, people: Sequence[Any] | Any, posts: Sequence[Any]
) -> Mapping[tuple[Any, Any], Sequence[tuple[UUID, date]]]:
    """(Person id, post id) → sitting item and day of each rejection, in whichever round, by day.

    Args:
        people: ids of persons, or a query of them.
        posts: ids of posts.
    """
    found: dict[tuple[Any, Any], list[tuple[UUID, date]]] = defaultdict(list)
    rows = models.SittingItem.objects.filter(
        decision="rejected",
        candidacy__person__in=people,
        candidacy__vacancy__post__in=posts,
    )
    for person, post, item, day in rows.order_by("decided_on").values_list(
        "candidacy__person", "candidacy__vacancy__post", "pk", "decided_on"
    ):
        if day is not None:
            found[person, post].append((item, day))
    return found
