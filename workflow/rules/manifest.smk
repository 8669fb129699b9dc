# From the categories a person named to pages at pinned revisions.


checkpoint expand:
    input:
        local("manifests/originals/{manifest}.yaml"),
    output:
        local("manifests/derived/{manifest}.tsv"),
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


if buckets.used(workflow):

    # Of a manifest that is in the bucket alone, the lock.
    checkpoint bring:
        input:
            "manifests/derived/{manifest}.tsv",
        output:
            local("manifests/derived/{manifest}.tsv"),
        log:
            "cache/log/bring/{manifest}.log",
        wildcard_constraints:
            manifest=graph.unknown(),
        localrule: True
        conda:
            "../../envs/corpus.yaml"
        shell:
            "cp {input} {output} 2> {log}"


rule refresh:
    log:
        "cache/log/refresh.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.MOST_CORES
    shell:
        "wikimill --log {log} refresh --processes {threads}"
