# With `convert.templates: server`: the wiki's parser expands the templates that the library does not know.


rule pin_templates:
    input:
        manifest=local("manifests/derived/{manifest}.tsv"),
        fetched=local("cache/fetched/{manifest}.tsv"),
        recipe=local(layout.RECIPE),
        stamp=local(graph.templates_stamp),
        config=SOURCE_CONFIG,
    output:
        local("cache/templates/{manifest}.sha256"),
    log:
        "cache/log/pin_templates/{manifest}.log",
    benchmark:
        "cache/benchmark/pin_templates/{manifest}.tsv"
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} stage pin_templates {wildcards.manifest} --config {input.config} --output {output}"
