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
    conda:
        "../../envs/train.yaml"
    shell:
        "wikimill --log {log} download {wildcards.name} --output $(dirname {output.config_json})"


rule train:
    input:
        train=f"{CORPUS}/train.bin",
        val=f"{CORPUS}/val.bin",
        vocabulary=f"{CORPUS}/tokenizer",
        base=graph.base_model(settings),
        targets=rules.targets.output if settings.train.loss == "target" else [],
    output:
        model=directory(f"{OUT}/model"),
        table=f"{OUT}/log.csv",
    log:
        f"cache/log/train/{settings.run}.log",
    conda:
        "../../envs/train.yaml"
    threads: workflow.cores or 1
    params:
        launcher=settings.train.launcher,
        options=settings.train.model_dump_json(),
        base=graph.base_option(settings),
    shell:
        "{params.launcher} wikimill --log {log} train $(dirname {input.train}) {params.base} --options {params.options:q}"
        " --output $(dirname {output.model})"


rule generate:
    input:
        rules.train.output.model,
    output:
        samples=directory(f"{OUT}/samples"),
        table=f"{OUT}/samples.jsonl",
    log:
        f"cache/log/generate/{settings.run}.log",
    conda:
        "../../envs/train.yaml"
    threads: workflow.cores or 1
    params:
        engine=settings.train.engine,
        options=settings.generate.model_dump_json(),
    shell:
        "wikimill --log {log} generate {input} --engine {params.engine} --options {params.options:q}"
        " --output $(dirname {output.samples})"


localrules:
    released_model,
