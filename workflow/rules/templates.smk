# The templates that pages use, at pinned revisions; with `convert.templates: server`, what the wiki's parser makes of them.
# Their locks are no outputs: Snakemake would delete them before it makes them anew.


checkpoint pin_templates:
    input:
        manifest=local("manifests/derived/{manifest}.tsv"),
        fetched=local("cache/fetched/{manifest}.tsv"),
        recipe=local(layout.RECIPE),
        stamp=local(graph.templates_stamp),
        config=SOURCE_CONFIG,
    output:
        local("cache/templates/{manifest}.json"),
    log:
        "cache/log/pin_templates/{manifest}.log",
    benchmark:
        "cache/benchmark/pin_templates/{manifest}.tsv"
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.MAX_CORES
    shell:
        "wikimill --log {log} stage pin_templates {wildcards.manifest} --config {input.config} --output {output}"
        " --processes {threads}"
