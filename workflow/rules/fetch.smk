# Pinned revisions into the cache: one job, and so one connection, a manifest.


checkpoint fetch:
    input:
        lock=local("manifests/derived/{manifest}.tsv"),
        stamp=local(graph.fetch_stamp),
        config=SOURCE_CONFIG,
    output:
        local("cache/fetched/{manifest}.tsv"),
    log:
        "cache/log/fetch/{manifest}.log",
    benchmark:
        "cache/benchmark/fetch/{manifest}.tsv"
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.reader_processes
    shell:
        "wikimill --log {log} stage fetch {wildcards.manifest} --processes {threads} --config {input.config}"
        " --index {output}"


rule raw_page:
    input:
        locks=local(graph.locks_of_host),
        config=SOURCE_CONFIG,
    output:
        local("raw/mediawiki/{host}/{page}.wiki"),
    log:
        "cache/log/raw_page/{host}/{page}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} stage raw_page --config {input.config:q} --output {output:q}"
        " -- {wildcards.host:q} {wildcards.page:q}"
