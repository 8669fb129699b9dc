# Pinned revisions into the cache: one job, and so one connection, a manifest.


rule fetch:
    input:
        "manifests/derived/{manifest}.tsv",
    output:
        "cache/mediawiki/{host}/{manifest}.fetched.tsv",
    log:
        "cache/log/fetch/{host}/{manifest}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} fetch {wildcards.manifest} --index {output:q}"


rule raw_page:
    input:
        graph.locks_of_host,
    output:
        "raw/mediawiki/{host}/{page}.wiki",
    log:
        "cache/log/raw_page/{host}/{page}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log:q} raw {wildcards.host:q} {wildcards.page:q}"
        " --output {output:q}"


localrules:
    fetch,
    raw_page,
