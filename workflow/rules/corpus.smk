# The converted pages as a training set: text, table, token ids.

CORPUS = f"corpus/{settings.run}"
SPLITS = settings.corpus.splits
# A vocabulary that is copied has the size that it has.
TOKENIZER = (
    ["tokenizer"]
    if settings.tokenizer.vocabulary == "corpus"
    else ["tokenizer.vocabulary"]
)


rule pages_table:
    input:
        pages=local(graph.page_tables(settings, workflow)),
        config=RUN_CONFIG,
    output:
        texts=[f"{CORPUS}/{split}.txt" for split in SPLITS],
        pages=f"{CORPUS}/pages.parquet",
        splits=[
            f"{CORPUS}/pages-{split}.parquet" for split in settings.corpus.hub_splits
        ],
        schema=f"{CORPUS}/pages.schema.json",
        left_out=f"{CORPUS}/left_out.tsv",
        taken_out=f"{CORPUS}/taken_out.tsv",
    log:
        f"cache/log/pages_table/{settings.run}.log",
    benchmark:
        f"cache/benchmark/pages_table/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    threads: graph.MAX_CORES
    params:
        manifests=graph.corpus_manifests(settings),
        settings=graph.digest(
            settings,
            "corpus",
            "train.loss",
            exclude=[
                "corpus.manifests",
                "corpus.exclude_manifests",
                "corpus.formats",
                "corpus.tfrecord",
            ],
        ),
    shell:
        f"{graph.bucket.wait(workflow)}"
        "wikimill --log {log} stage pages_table {params.manifests:q} --processes {threads} --config {input.config}"
        " --output $(dirname {output.pages})"


rule vocabulary:
    input:
        unpack(graph.vocabulary_source(settings, f"{CORPUS}/pages.parquet")),
        config=RUN_CONFIG,
    output:
        directory(f"{CORPUS}/tokenizer"),
    log:
        f"cache/log/vocabulary/{settings.run}.log",
    benchmark:
        f"cache/benchmark/vocabulary/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    params:
        settings=graph.digest(settings, *TOKENIZER),
    shell:
        "wikimill --log {log} stage vocabulary {input.source:q} --config {input.config} --output {output}"


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
    threads: graph.MAX_CORES
    params:
        splits=[f"--split {split}" for split in SPLITS],
    shell:
        "wikimill --log {log} stage encode {input.pages} {input.vocabulary} {params.splits} --threads {threads}"
        " --output $(dirname {output.npz})"


rule card:
    input:
        local(graph.page_tables(settings, workflow)),
        rules.pages_table.output,
        rules.encode.output,
        local(graph.verifications(settings)),
        pages=f"{CORPUS}/pages.parquet",
        vocabulary=f"{CORPUS}/tokenizer",
        config=RUN_CONFIG,
    output:
        card=report(
            f"{CORPUS}/README.md",
            caption="../report/corpus.rst",
            category="Corpus",
            labels={"run": settings.run, "shows": "dataset card"},
        ),
        statistics=f"{CORPUS}/statistics.json",
        attribution=f"{CORPUS}/attribution.tsv",
        provenance=f"{CORPUS}/provenance.json",
        settings=f"{CORPUS}/config.yaml",
        citation=f"{CORPUS}/CITATION.cff",
    log:
        f"cache/log/card/{settings.run}.log",
    benchmark:
        f"cache/benchmark/card/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    params:
        manifests=graph.corpus_manifests(settings),
        settings=graph.digest(
            settings,
            "convert",
            "corpus",
            *TOKENIZER,
            exclude=[
                "convert.shard_pages",
                "corpus.manifests",
                "corpus.exclude_manifests",
                "corpus.formats",
                "corpus.tfrecord",
            ],
        ),
    shell:
        "wikimill --log {log} stage card {params.manifests:q} --config {input.config}"
        " --output $(dirname {output.card})"


if "jsonl" in settings.corpus.formats:

    rule jsonl:
        input:
            rules.pages_table.output.splits,
        output:
            [f"{CORPUS}/pages-{split}.jsonl" for split in settings.corpus.hub_splits],
        log:
            f"cache/log/jsonl/{settings.run}.log",
        benchmark:
            f"cache/benchmark/jsonl/{settings.run}.tsv"
        conda:
            "../../envs/corpus.yaml"
        shell:
            "wikimill --log {log} stage jsonl {input} --output $(dirname {output[0]})"


if "webdataset" in settings.corpus.formats:

    rule webdataset:
        input:
            rules.pages_table.output.splits,
        output:
            directory(f"{CORPUS}/webdataset"),
        log:
            f"cache/log/webdataset/{settings.run}.log",
        benchmark:
            f"cache/benchmark/webdataset/{settings.run}.tsv"
        conda:
            "../../envs/corpus.yaml"
        shell:
            "wikimill --log {log} stage webdataset {input} --output $(dirname {output})"


if settings.corpus.tfrecord:

    rule tfrecord:
        input:
            ids=rules.encode.output.ids,
            vocabulary=f"{CORPUS}/tokenizer",
            config=RUN_CONFIG,
        output:
            [f"{CORPUS}/{split}.tfrecord" for split in SPLITS],
        log:
            f"cache/log/tfrecord/{settings.run}.log",
        benchmark:
            f"cache/benchmark/tfrecord/{settings.run}.tsv"
        conda:
            MODEL_ENVIRONMENT
        params:
            settings=graph.digest(settings, "corpus.tfrecord"),
        shell:
            "wikimill --log {log} stage tfrecord {input.ids} --vocabulary {input.vocabulary} --config {input.config}"
            " --output $(dirname {output[0]})"


rule corpus:
    input:
        rules.pages_table.output,
        rules.vocabulary.output,
        rules.encode.output,
        rules.card.output,
        rules.jsonl.output if "jsonl" in settings.corpus.formats else [],
        rules.webdataset.output if "webdataset" in settings.corpus.formats else [],
        rules.tfrecord.output if settings.corpus.tfrecord else [],
