"""`xuanxian policy explain`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xuanxian.cli.policy.arguments import POLICY_ARGUMENT, load, settings_given

if TYPE_CHECKING:
    from xuanxian.policy.booklet import Booklet

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("explain")
@POLICY_ARGUMENT
@click.argument("instrument_id", metavar="[项]", required=False)
@click.option("--set", "settings", multiple=True, metavar="参数=值", help="代入参数。")
@click.option("--docx", "docx_file", type=_FILE, metavar="文件", help="写成 docx 文件。")
@click.option("--pdf", "pdf_file", type=_FILE, metavar="文件", help="写成 pdf 文件。")
def explain_policy(
    policy_id: str,
    instrument_id: str | None,
    settings: tuple[str, ...],
    docx_file: Path | None,
    pdf_file: Path | None,
) -> None:
    """把一个制度写成中文文件，参数已代入，没有规定的写作〔待定：……〕。

    写“项”的编号时只说明这一项。
    """
    from xuanxian.policy import services
    from xuanxian.policy.booklet.gathering import booklet_of

    written = load(policy_id)
    policy = services.preview(written, settings_given(settings))
    if instrument_id:
        each = policy.instrument(instrument_id)
        click.echo(f"■ {each.title or each.TITLE}" + (f"（{each.cite}）" if each.cite else ""))
        for paragraph in policy.explain(each):
            click.echo(f"  {paragraph}")
        return
    booklet = booklet_of(policy, written=written)
    if docx_file is None and pdf_file is None:
        _print(booklet)
        return
    from xuanxian.documents.papers.as_docx import render_docx
    from xuanxian.documents.papers.as_pdf import render_pdf
    from xuanxian.documents.policy_booklet.composing import compose_booklet

    sheet = compose_booklet(booklet)
    for file, render in ((docx_file, render_docx), (pdf_file, render_pdf)):
        if file is not None:
            file.write_bytes(render(sheet))
            click.echo(f"已写成 {file}")


def _print(booklet: "Booklet") -> None:
    click.echo(f"{booklet.title}\n（{booklet.place}；{booklet.state}）")
    for chapter in booklet.chapters:
        click.echo(f"\n{chapter.heading}")
        for section in chapter.sections:
            marks = [
                *([f"依据：{section.cite}"] if section.cite else []),
                *([f"承自{section.origin}"] if section.origin else []),
                *([f"在{section.completes}的规定上修改补充"] if section.completes else []),
            ]
            if section.title or marks:
                click.echo(f"■ {section.title}" + (f"（{'；'.join(marks)}）" if marks else ""))
            for article in section.articles:
                click.echo(f"  {article.heading}　{article.text}")
                for number, item in enumerate(article.items, start=1):
                    more = [item.note, item.cite, f"承自{item.origin}" * bool(item.origin)]
                    said = "；".join(part for part in more if part)
                    click.echo(f"    （{number}）{item.text}" + (f"（{said}）" if said else ""))
    if booklet.parameters:
        click.echo(f"\n{booklet.appendix_heading('参数表')}")
        for row in booklet.parameters:
            click.echo(
                f"  {row.label}：{row.value}"
                + (f"（{row.state}）" if row.state and row.state != "待定" else "")
                + (f"，原文{row.source_value}" if row.source_value != row.value else "")
            )
    for each in booklet.lists:
        click.echo(f"\n名单　{each.title}{'（原文没有列全）' * each.incomplete}")
        click.echo(f"  {'、'.join(each.items)}")
    if booklet.differences:
        click.echo(f"\n{booklet.appendix_heading(booklet.title_of_differences)}")
        for difference in booklet.differences:
            way = f"，{difference.direction.label}" if difference.direction else ""
            click.echo(f"  {difference.change.label}{way}：{difference.title}")
    if booklet.unclear:
        click.echo(f"\n{booklet.appendix_heading('原文不明之处')}")
        for point in booklet.unclear:
            click.echo(f"  {point.text}" + (f"（{point.cite}）" if point.cite else ""))
