# From the categories a person named to pages at pinned revisions.


checkpoint expand:
    input:
        "manifests/originals/{manifest}.yaml",
    output:
        "manifests/derived/{manifest}.tsv",
    wildcard_constraints:
        manifest=graph.unlisted(),
    params:
        options=settings.model_dump_json(include={"contact", "mediawiki"}),
    log:
        "cache/log/expand/{manifest}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} expand {wildcards.manifest} --options {params.options:q}"


localrules:
    expand,
