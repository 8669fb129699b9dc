# The converted pages as a training set: text, table, token ids.

CORPUS = f"corpus/{settings.run}"


rule documents:
    input:
        graph.corpus_pages(settings),
    output:
        train=f"{CORPUS}/train.txt",
        val=f"{CORPUS}/val.txt",
        pages=f"{CORPUS}/pages.parquet",
    log:
        f"cache/log/documents/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    params:
        manifests=graph.corpus_manifests(settings),
        options=settings.corpus.model_dump_json(),
    shell:
        "wikimill --log {log} corpus {params.manifests:q} --options {params.options:q}"
        " --output $(dirname {output.pages})"


rule vocabulary:
    input:
        **graph.vocabulary_source(settings, f"{CORPUS}/pages.parquet"),
    output:
        directory(f"{CORPUS}/tokenizer"),
    log:
        f"cache/log/vocabulary/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    params:
        command=graph.vocabulary_command(settings),
    shell:
        "wikimill --log {log} {params.command} {input.source:q} --output {output}"


rule encode:
    input:
        pages=f"{CORPUS}/pages.parquet",
        vocabulary=f"{CORPUS}/tokenizer",
    output:
        train=f"{CORPUS}/train.bin",
        val=f"{CORPUS}/val.bin",
        npz=f"{CORPUS}/train.npz",
    log:
        f"cache/log/encode/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} encode {input.pages} {input.vocabulary} --output $(dirname {output.train})"


rule card:
    input:
        graph.corpus_pages(settings),
        f"{CORPUS}/left_out.tsv",
        f"{CORPUS}/tokens.parquet",
        pages=f"{CORPUS}/pages.parquet",
        vocabulary=f"{CORPUS}/tokenizer",
    output:
        card=f"{CORPUS}/README.md",
        statistics=f"{CORPUS}/statistics.json",
        attribution=f"{CORPUS}/attribution.tsv",
    log:
        f"cache/log/card/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    params:
        manifests=graph.corpus_manifests(settings),
        options=settings.model_dump_json(include={"convert", "corpus", "tokenizer"}),
    shell:
        "wikimill --log {log} card {params.manifests:q} --options {params.options:q}"
        " --output $(dirname {output.card})"


rule corpus:
    input:
        rules.documents.output,
        rules.vocabulary.output,
        rules.encode.output,
        rules.card.output,
