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
        options=settings.corpus.model_dump_json(exclude={"tfrecord"}),
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


if settings.corpus.tfrecord:

    rule tfrecord:
        input:
            ids=[file for file in rules.encode.output if file.endswith(".bin")],
            vocabulary=f"{CORPUS}/tokenizer",
        output:
            [
                file.removesuffix(".bin") + ".tfrecord"
                for file in rules.encode.output
                if file.endswith(".bin")
            ],
        log:
            f"cache/log/tfrecord/{settings.run}.log",
        conda:
            "../../envs/train.yaml"
        params:
            options=settings.corpus.tfrecord.model_dump_json(),
        shell:
            "wikimill --log {log} tfrecord {input.ids} --vocabulary {input.vocabulary} --options {params.options:q}"
            f" --output {CORPUS}"


rule corpus:
    input:
        rules.documents.output,
        rules.vocabulary.output,
        rules.encode.output,
        rules.tfrecord.output if settings.corpus.tfrecord else [],
