# Wikitext to markdown: a manifest in shards, or one page by its name.


rule convert:
    input:
        manifest=local(ancient("manifests/derived/{manifest}.tsv")),
        expanded=local(graph.expanded(settings)),
        recipe=local(layout.RECIPE),
        stamp=local(graph.stamp),
    output:
        local("cache/convert/{manifest}/{shard}.tsv"),
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
        shards=local(graph.shards(settings, checkpoints, workflow)),
        stamp=local(graph.merged_stamp),
    output:
        local(directory("processed/{manifest}")),
    log:
        "cache/log/pages/{manifest}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} merge {wildcards.manifest} {input.shards}"


rule page:
    input:
        raw=local("raw/mediawiki/{host}/{page}.wiki"),
        templates=local(graph.templates_of_host(settings)),
        recipe=local(layout.RECIPE),
    output:
        local("processed/mediawiki/{host}/{page}.md"),
    log:
        "cache/log/page/{host}/{page}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} page {wildcards.host:q} {wildcards.page:q}"
        " --input {input.raw:q} --output {output:q}"
