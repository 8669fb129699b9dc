# Wikitext to markdown: a manifest in shards, or one page by its name.


rule convert:
    input:
        manifest=ancient("manifests/derived/{manifest}.tsv"),
        expanded=graph.expanded(settings),
        recipe=layout.RECIPE,
        stamp=graph.stamp,
    output:
        "cache/convert/{manifest}/{shard}.tsv",
    log:
        "cache/log/convert/{manifest}/{shard}.log",
    benchmark:
        "cache/benchmark/convert/{manifest}/{shard}.tsv"
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} convert-shard {wildcards.manifest} {wildcards.shard}"
        " --index {output}"


rule pages:
    input:
        shards=graph.shards(settings, checkpoints, workflow),
        stamp=graph.merged_stamp,
    output:
        directory("processed/{manifest}"),
    log:
        "cache/log/pages/{manifest}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} merge {wildcards.manifest} {input.shards}"


rule page:
    input:
        raw="raw/mediawiki/{host}/{page}.wiki",
        templates=graph.templates_of_host(settings),
        recipe=layout.RECIPE,
    output:
        "processed/mediawiki/{host}/{page}.md",
    log:
        "cache/log/page/{host}/{page}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} page {wildcards.host:q} {wildcards.page:q}"
        " --input {input.raw:q} --output {output:q}"
