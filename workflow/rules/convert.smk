# Wikitext to markdown: a manifest in shards, or one page by its name.


rule convert:
    input:
        manifest=local(ancient("manifests/derived/{manifest}.tsv")),
        recipe=local(layout.RECIPE),
        stamp=local(graph.shard_stamp(settings)),
        config=SOURCE_CONFIG,
    output:
        local("cache/convert/{manifest}/{shard}.tsv"),
    log:
        "cache/log/convert/{manifest}/{shard}.log",
    benchmark:
        "cache/benchmark/convert/{manifest}/{shard}.tsv"
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} stage convert {wildcards.manifest} {wildcards.shard} --config {input.config}"
        " --index {output}"


rule pages:
    input:
        shards=local(graph.shard_tables(settings, checkpoints, workflow)),
        stamp=local(graph.pages_stamp),
        config=SOURCE_CONFIG,
    output:
        local(directory("processed/{manifest}")),
    log:
        "cache/log/pages/{manifest}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} stage pages {wildcards.manifest} {input.shards} --config {input.config}"


rule page:
    input:
        raw=local("raw/mediawiki/{host}/{page}.wiki"),
        templates=local(graph.page_templates(settings)),
        recipe=local(graph.page_recipe),
        config=SOURCE_CONFIG,
    output:
        local("processed/mediawiki/{host}/{page}.md"),
    log:
        "cache/log/page/{host}/{page}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} stage page --config {input.config:q} --input {input.raw:q} --output {output:q}"
        " -- {wildcards.host:q} {wildcards.page:q}"
