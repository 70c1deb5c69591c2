"""The paper forms of a poll, one a class of voters."""

from xuanxian.ballots.models import Poll
from xuanxian.ballots.paper.form import PaperForm, form_of
from xuanxian.ballots.paper.geometry import Layout
from xuanxian.ballots.paper.layout import lay_out


def forms_of(poll: Poll) -> dict[str, PaperForm]:
    """Class → its form; the class stands on it where there are several."""
    names = [each.name for each in poll.classes.all()]
    form = poll.form
    return {
        name: form_of(form, matter=poll.title, voters=name if len(names) > 1 else "")
        for name in names
    }


def layouts_of(poll: Poll) -> dict[str, Layout]:
    """Class → its form laid out, under codes of this poll."""
    return {name: lay_out(form, str(poll.pk)) for name, form in forms_of(poll).items()}
