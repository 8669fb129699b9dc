# Pinned revisions into the cache: one job, and so one connection, a manifest.


checkpoint fetch:
    input:
        local("manifests/derived/{manifest}.tsv"),
    output:
        local("cache/fetched/{manifest}.tsv"),
    log:
        "cache/log/fetch/{manifest}.log",
    benchmark:
        "cache/benchmark/fetch/{manifest}.tsv"
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    threads: graph.readers
    shell:
        "wikimill --log {log} fetch {wildcards.manifest} --index {output} --processes {threads}"


rule raw_page:
    input:
        local(graph.locks_of_host),
    output:
        local("raw/mediawiki/{host}/{page}.wiki"),
    log:
        "cache/log/raw_page/{host}/{page}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} raw {wildcards.host:q} {wildcards.page:q}"
        " --output {output:q}"
