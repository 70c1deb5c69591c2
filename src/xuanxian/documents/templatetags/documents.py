"""What templates of other rooms ask of the documents."""

from typing import Any

from django import template

from xuanxian.documents.papers.access import papers_open_to
from xuanxian.documents.papers.catalogue import Paper
from xuanxian.selection.models import Candidacy

register = template.Library()


@register.simple_tag(takes_context=True)
def papers_of(context: dict[str, Any], candidacy: Candidacy) -> list[Paper]:
    """The papers of a case that exist by now and that the reader of the page may make."""
    return papers_open_to(context["request"].user, candidacy)
