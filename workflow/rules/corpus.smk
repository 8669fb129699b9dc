# The converted pages as a training set: text, table, token ids.

CORPUS = f"corpus/{settings.run}"


rule documents:
    input:
        graph.corpus_pages(settings),
    output:
        f"{CORPUS}/train.txt",
        f"{CORPUS}/val.txt",
        f"{CORPUS}/pages.parquet",
    params:
        manifests=graph.corpus_manifests(settings),
        options=settings.corpus.model_dump_json(),
        folder=CORPUS,
    log:
        f"cache/log/documents/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} corpus {params.manifests} --options {params.options:q} --output {params.folder}"


rule vocabulary:
    input:
        graph.vocabulary_source(settings, f"{CORPUS}/pages.parquet"),
    output:
        directory(f"{CORPUS}/tokenizer"),
    params:
        command=graph.vocabulary_command(settings),
    log:
        f"cache/log/vocabulary/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} {params.command} {input[0]:q} --output {output}"


rule encode:
    input:
        pages=f"{CORPUS}/pages.parquet",
        vocabulary=f"{CORPUS}/tokenizer",
    output:
        f"{CORPUS}/train.bin",
        f"{CORPUS}/val.bin",
        f"{CORPUS}/train.npz",
    params:
        folder=CORPUS,
    log:
        f"cache/log/encode/{settings.run}.log",
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} encode {input.pages} {input.vocabulary} --output {params.folder}"


rule corpus:
    input:
        rules.documents.output,
        rules.vocabulary.output,
        rules.encode.output,
