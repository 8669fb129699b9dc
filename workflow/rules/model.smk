# Training and sampling, each in a process of its own.

OUT = f"out/{settings.run}"


rule released_model:
    output:
        **{
            released.label(file): f"{layout.MODELS}/{{name}}/{file}"
            for file in released.FILES
        },
    log:
        "cache/log/released_model/{name}.log",
    wildcard_constraints:
        name="|".join(released.NAMES),
    localrule: True
    conda:
        MODEL_ENVIRONMENT
    shell:
        "wikimill --log {log} stage released_model {wildcards.name} --output $(dirname {output.config_json})"


rule train:
    input:
        train=f"{CORPUS}/train.bin",
        val=f"{CORPUS}/val.bin",
        vocabulary=f"{CORPUS}/tokenizer",
        base=graph.base_model(settings),
        loss_mask=f"{CORPUS}/tokens.parquet" if settings.train.loss == "target" else [],
        config=RUN_CONFIG,
    output:
        model=directory(f"{OUT}/model"),
        table=f"{OUT}/log.csv",
        facts=f"{OUT}/training.json",
        plot=report(
            f"{OUT}/loss.svg",
            caption="../report/losses.rst",
            category="Training",
            labels={"run": settings.run, "shows": "losses"},
        ),
    log:
        f"cache/log/train/{settings.run}.log",
    benchmark:
        f"cache/benchmark/train/{settings.run}.tsv"
    conda:
        MODEL_ENVIRONMENT
    threads: graph.MAX_CORES
    params:
        launcher=settings.train.launcher,
        settings=graph.digest(settings, "train", exclude=["train.environment"]),
        base=graph.base_option,
    shell:
        "{params.launcher} wikimill --log {log} stage train $(dirname {input.train}) {params.base}"
        " --config {input.config}"
        " --output $(dirname {output.model})"


rule evaluate:
    input:
        ids=f"{CORPUS}/{SPLITS[-1]}.bin",  # test where there is one, else val
        vocabulary=f"{CORPUS}/tokenizer",
        model=rules.train.output.model,
        base=graph.base_model(settings),
        config=RUN_CONFIG,
    output:
        f"{OUT}/evaluation.json",
    log:
        f"cache/log/evaluate/{settings.run}.log",
    benchmark:
        f"cache/benchmark/evaluate/{settings.run}.tsv"
    conda:
        MODEL_ENVIRONMENT
    threads: graph.MAX_CORES
    params:
        base=graph.base_option,
        settings=graph.digest(settings, "evaluate", exclude=["evaluate.batch_size"]),
    shell:
        "wikimill --log {log} stage evaluate {input.ids} {input.model} {params.base} --config {input.config}"
        " --output {output}"


rule generate:
    input:
        model=rules.train.output.model,
        held_out=f"{CORPUS}/val.bin",
        prompts=local(settings.generate.prompt_file or []),
        test=f"{CORPUS}/test.bin" if settings.generate.test_samples else [],
        config=RUN_CONFIG,
    output:
        samples=directory(f"{OUT}/samples"),
        table=f"{OUT}/samples.jsonl",
        test_samples=f"{OUT}/test_samples.tsv" if settings.generate.test_samples else [],
    log:
        f"cache/log/generate/{settings.run}.log",
    benchmark:
        f"cache/benchmark/generate/{settings.run}.tsv"
    conda:
        MODEL_ENVIRONMENT
    threads: graph.MAX_CORES
    params:
        settings=graph.digest(settings, "generate"),
    shell:
        "wikimill --log {log} stage generate $(dirname {output.samples}) {input.test} --config {input.config}"
        " --held-out {input.held_out}"
