# From the categories a person named to pages at pinned revisions.


checkpoint expand:
    input:
        original=local("manifests/originals/{manifest}.yaml"),
        stamp=local(graph.expand_stamp),
        config=SOURCE_CONFIG,
    output:
        local("manifests/derived/{manifest}.tsv"),
    log:
        "cache/log/expand/{manifest}.log",
    benchmark:
        "cache/benchmark/expand/{manifest}.tsv"
    wildcard_constraints:
        manifest=graph.unlocked(),
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.reader_processes
    shell:
        "wikimill --log {log} stage expand {wildcards.manifest} --processes {threads} --config {input.config}"


if graph.bucket.is_used(workflow):

    # Of a manifest that is in the bucket alone, the lock, and those of its templates.
    checkpoint lock_from_bucket:
        input:
            "manifests/derived/{manifest}.tsv",
            graph.bucket_locks(workflow),
        output:
            local("manifests/derived/{manifest}.tsv"),
        log:
            "cache/log/lock_from_bucket/{manifest}.log",
        wildcard_constraints:
            manifest=graph.not_here(),
        localrule: True
        conda:
            "../../envs/corpus.yaml"
        shell:
            "cp {input} $(dirname {output}) 2> {log}"


rule refresh:
    input:
        config=RUN_CONFIG,
    log:
        "cache/log/refresh.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.MAX_CORES
    shell:
        "wikimill --log {log} stage refresh --processes {threads} --config {input.config}"
