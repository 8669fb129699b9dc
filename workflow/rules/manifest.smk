# From the categories a person named to pages at pinned revisions.


checkpoint expand:
    input:
        "manifests/originals/{manifest}.yaml",
    output:
        "manifests/derived/{manifest}.tsv",
    log:
        "cache/log/expand/{manifest}.log",
    benchmark:
        "cache/benchmark/expand/{manifest}.tsv"
    wildcard_constraints:
        manifest=graph.unlisted(),
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.readers
    shell:
        "wikimill --log {log} expand {wildcards.manifest} --processes {threads}"


rule refresh:
    log:
        "cache/log/refresh.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: workflow.cores or 1
    shell:
        "wikimill --log {log} refresh --processes {threads}"
