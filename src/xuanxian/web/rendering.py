"""How Django draws forms here: one column, label above, error beside and listed on top."""

from django.forms.renderers import TemplatesSetting


class DesignRenderer(TemplatesSetting):
    """Draws every `{{ form }}` and `{{ form.field.as_field_group }}` by the design system."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
