# What people look at: how much of the samples is copied, and one page about all of a run.


rule memorization:
    input:
        samples=rules.generate.output.table,
        pages=f"{CORPUS}/pages.parquet",
    output:
        f"{OUT}/memorization.json",
    log:
        f"cache/log/memorization/{settings.run}.log",
    benchmark:
        f"cache/benchmark/memorization/{settings.run}.tsv"
    conda:
        "../../envs/corpus.yaml"
    shell:
        "wikimill --log {log} stage memorization {input.samples} {input.pages} --output {output}"


rule report:
    input:
        local(graph.page_tables(settings, workflow)),
        rules.train.output.table,
        rules.generate.output.table,
        rules.memorization.output,
        rules.card.output,
        evaluation=graph.existing_evaluation(rules.evaluate.output),
        pages=f"{CORPUS}/pages.parquet",
        vocabulary=f"{CORPUS}/tokenizer",
        config=RUN_CONFIG,
    output:
        report(
            f"{OUT}/report.html",
            caption="../report/report.rst",
            category="Report",
            labels={"run": settings.run, "shows": "everything"},
        ),
    log:
        f"cache/log/report/{settings.run}.log",
    benchmark:
        f"cache/benchmark/report/{settings.run}.tsv"
    conda:
        MODEL_ENVIRONMENT
    params:
        manifests=graph.corpus_manifests(settings),
        settings=graph.digest(
            settings, "convert", "corpus", "tokenizer", "train", "evaluate", "generate"
        ),
    shell:
        "wikimill --log {log} stage report {params.manifests:q} --config {input.config} --corpus $(dirname {input.pages})"
        " --output $(dirname {output})"
