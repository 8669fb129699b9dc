# The converted pages as a training set: text, table, token ids.

CORPUS = f"corpus/{settings.run}"
SPLITS = settings.corpus.splits


rule documents:
    input:
        local(graph.corpus_pages(settings, workflow)),
    output:
        texts=[f"{CORPUS}/{split}.txt" for split in SPLITS],
        pages=f"{CORPUS}/pages.parquet",
        left_out=f"{CORPUS}/left_out.tsv",
        taken_out=f"{CORPUS}/taken_out.tsv",
    log:
        f"cache/log/documents/{settings.run}.log",
    benchmark:
        f"cache/benchmark/documents/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    threads: graph.MOST_CORES
    params:
        manifests=graph.corpus_manifests(settings),
        options=settings.corpus.model_dump_json(exclude={"tfrecord"}),
    shell:
        "wikimill --log {log} corpus {params.manifests:q} --options {params.options:q} --processes {threads}"
        " --output $(dirname {output.pages})"


rule vocabulary:
    input:
        unpack(graph.vocabulary_source(settings, f"{CORPUS}/pages.parquet")),
    output:
        directory(f"{CORPUS}/tokenizer"),
    log:
        f"cache/log/vocabulary/{settings.run}.log",
    benchmark:
        f"cache/benchmark/vocabulary/{settings.run}.tsv"
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
        ids=[f"{CORPUS}/{split}.bin" for split in SPLITS],
        npz=f"{CORPUS}/train.npz",
        tokens=f"{CORPUS}/tokens.parquet",
    log:
        f"cache/log/encode/{settings.run}.log",
    benchmark:
        f"cache/benchmark/encode/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    threads: graph.MOST_CORES
    params:
        splits=[f"--split {split}" for split in SPLITS],
    shell:
        "RAYON_NUM_THREADS={threads} wikimill --log {log} encode {input.pages} {input.vocabulary} {params.splits}"
        " --output $(dirname {output.npz})"


if settings.train.loss == "target":

    rule targets:
        input:
            local(graph.corpus_pages(settings, workflow)),
            rules.encode.output,
            vocabulary=f"{CORPUS}/tokenizer",
            pages=f"{CORPUS}/pages.parquet",
        output:
            [f"{CORPUS}/{split}.targets" for split in SPLITS],
        log:
            f"cache/log/targets/{settings.run}.log",
        benchmark:
            f"cache/benchmark/targets/{settings.run}.tsv"
        conda:
            "../../envs/corpus.yaml"
        params:
            manifests=graph.corpus_manifests(settings),
            normalize=settings.corpus.normalize,
            splits=[f"--split {split}" for split in SPLITS],
        shell:
            "wikimill --log {log} targets {params.manifests:q} --normalize {params.normalize} {params.splits}"
            " --output $(dirname {input.pages})"


rule card:
    input:
        local(graph.corpus_pages(settings, workflow)),
        f"{CORPUS}/left_out.tsv",
        f"{CORPUS}/taken_out.tsv",
        f"{CORPUS}/tokens.parquet",
        pages=f"{CORPUS}/pages.parquet",
        vocabulary=f"{CORPUS}/tokenizer",
    output:
        card=report(
            f"{CORPUS}/README.md",
            caption="../report/corpus.rst",
            category="Corpus",
            labels={"run": settings.run, "shows": "dataset card"},
        ),
        statistics=f"{CORPUS}/statistics.json",
        attribution=f"{CORPUS}/attribution.tsv",
    log:
        f"cache/log/card/{settings.run}.log",
    benchmark:
        f"cache/benchmark/card/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    params:
        manifests=graph.corpus_manifests(settings),
        options=settings.model_dump_json(
            include={"convert", "corpus", "tokenizer"},
            exclude={"corpus": {"tfrecord"}},
        ),
    shell:
        "wikimill --log {log} card {params.manifests:q} --options {params.options:q}"
        " --output $(dirname {output.card})"


if settings.corpus.tfrecord:

    rule tfrecord:
        input:
            ids=rules.encode.output.ids,
            vocabulary=f"{CORPUS}/tokenizer",
        output:
            [f"{CORPUS}/{split}.tfrecord" for split in SPLITS],
        log:
            f"cache/log/tfrecord/{settings.run}.log",
        benchmark:
            f"cache/benchmark/tfrecord/{settings.run}.tsv"
        conda:
            MODEL_ENVIRONMENT
        params:
            options=settings.corpus.tfrecord.model_dump_json(),
        shell:
            "wikimill --log {log} tfrecord {input.ids} --vocabulary {input.vocabulary} --options {params.options:q}"
            " --output $(dirname {output[0]})"


rule corpus:
    input:
        rules.documents.output,
        rules.vocabulary.output,
        rules.encode.output,
        rules.card.output,
        rules.tfrecord.output if settings.corpus.tfrecord else [],
