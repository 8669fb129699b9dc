# Pinned revisions into the cache: one job, and so one connection, a manifest.


checkpoint fetch:
    input:
        "manifests/derived/{manifest}.tsv",
    output:
        "cache/fetched/{manifest}.tsv",
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
        graph.locks_of_host,
    output:
        "raw/mediawiki/{host}/{page}.wiki",
    log:
        "cache/log/raw_page/{host}/{page}.log",
    localrule: True
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} raw {wildcards.host:q} {wildcards.page:q}"
        " --output {output:q}"
