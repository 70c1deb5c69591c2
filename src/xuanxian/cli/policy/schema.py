"""`xuanxian policy schema`: the form of a policy file for editors."""

import json

import click


@click.command("schema")
@click.argument("kind", metavar="[类]", required=False)
def show_schema(kind: str | None) -> None:
    """输出制度文件或其中一类的 JSON Schema；不写类则是整个文件。"""
    from xuanxian.kernel.errors import Refusal
    from xuanxian.policy.kinds import kinds
    from xuanxian.policy.schema import Policy

    known = kinds()
    if kind is None:
        schema = Policy.model_json_schema(by_alias=True)
        for internal in ("content", "lineage"):
            schema["properties"].pop(internal, None)
        schema["properties"]["instruments"] = {
            "type": "array",
            "description": f"kind: {'、'.join(known)}；逐类见 xuanxian policy schema <类>。",
        }
    elif kind in known:
        schema = known[kind].model_json_schema(by_alias=True)
    else:
        raise Refusal(f"没有“{kind}”这一类。", mend=f"可用的有：{'、'.join(known)}。")
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
