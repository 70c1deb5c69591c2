"""`xuanxian policy schema`: the form of a policy file for editors."""

import json

import click


@click.command("schema")
@click.argument("kind", metavar="[类]", required=False)
def show_schema(kind: str | None) -> None:
    """输出制度文件的 JSON Schema，供编辑器提示和检查；写类则只输出这一类。"""
    from xuanxian.kernel.errors import Refusal
    from xuanxian.policy.editor_schema import kind_schema, policy_schema
    from xuanxian.policy.kinds import kinds

    if kind is not None and kind not in kinds():
        raise Refusal(f"没有“{kind}”这一类。", mend=f"可用的有：{'、'.join(kinds())}。")
    schema = policy_schema() if kind is None else kind_schema(kind)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
