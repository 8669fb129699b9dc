# With `convert.templates: server`: the wiki's parser expands the templates that the library does not know.


rule templates:
    input:
        manifest="manifests/derived/{manifest}.tsv",
        fetched="cache/fetched/{manifest}.tsv",
        recipe=layout.RECIPE,
        stamp=graph.templates_stamp,
    output:
        "cache/templates/{manifest}.sha256",
    log:
        "cache/log/templates/{manifest}.log",
    benchmark:
        "cache/benchmark/templates/{manifest}.tsv"
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} templates {wildcards.manifest} --output {output}"
