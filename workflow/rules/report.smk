# What people look at: how much of the samples is copied, the model's card, and one page about all of a run.


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


rule model_card:
    input:
        rules.train.output,
        rules.memorization.output,
        rules.card.output,
        samples=rules.generate.output.table,
        evaluation=graph.existing_evaluation(rules.evaluate.output),
        corpus=rules.card.output.card,
        config=RUN_CONFIG,
    output:
        card=report(
            f"{OUT}/README.md",
            caption="../report/model.rst",
            category="Training",
            labels={"run": settings.run, "shows": "model card"},
        ),
        settings=f"{OUT}/settings.yaml",
    log:
        f"cache/log/model_card/{settings.run}.log",
    benchmark:
        f"cache/benchmark/model_card/{settings.run}.tsv"
    conda:
        MODEL_ENVIRONMENT
    params:
        settings=graph.digest(
            settings, "train", "evaluate", "generate", exclude=["train.environment"]
        ),
    shell:
        "wikimill --log {log} stage model_card --config {input.config} --corpus $(dirname {input.corpus})"
        " --output $(dirname {output.card})"


rule report:
    input:
        local(graph.page_tables(settings, workflow)),
        rules.train.output.table,
        rules.generate.output.table,
        rules.memorization.output,
        rules.card.output,
        rules.model_card.output,  # not read, but made with it
        evaluation=graph.existing_evaluation(rules.evaluate.output),
        compared=graph.existing_comparison(settings),
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
            settings,
            "compare_with",
            "convert",
            "corpus",
            "tokenizer",
            "train",
            "evaluate",
            "generate",
        ),
    shell:
        "wikimill --log {log} stage report {params.manifests:q} --config {input.config} --corpus $(dirname {input.pages})"
        " --output $(dirname {output})"
