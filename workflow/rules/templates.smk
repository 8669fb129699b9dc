# With `convert.templates: server`: the wiki's parser expands the templates that the library does not know.


rule templates:
    input:
        manifest=local("manifests/derived/{manifest}.tsv"),
        fetched=local("cache/fetched/{manifest}.tsv"),
        recipe=local(layout.RECIPE),
        stamp=local(graph.templates_stamp),
    output:
        local("cache/templates/{manifest}.sha256"),
    log:
        "cache/log/templates/{manifest}.log",
    benchmark:
        "cache/benchmark/templates/{manifest}.tsv"
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} templates {wildcards.manifest} --output {output}"
