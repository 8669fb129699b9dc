# Training and sampling, each in a process of its own.

OUT = f"out/{settings.run}"


rule released_model:
    output:
        [f"{layout.MODELS}/{{name}}/{file}" for file in released.FILES],
    wildcard_constraints:
        name="|".join(released.NAMES),
    params:
        folder=lambda wildcards: layout.MODELS / wildcards.name,
    log:
        "cache/log/released_model/{name}.log",
    conda:
        "../../envs/train.yaml"
    shell:
        "wikimill --log {log} download {wildcards.name} --output {params.folder}"


rule train:
    input:
        tokens=[f"{CORPUS}/train.bin", f"{CORPUS}/val.bin"],
        vocabulary=f"{CORPUS}/tokenizer",
        base=graph.base_model(settings),
    output:
        model=directory(f"{OUT}/model"),
        log=f"{OUT}/log.csv",
    params:
        options=settings.train.model_dump_json(),
        corpus=CORPUS,
        base=graph.base_option(settings),
        folder=OUT,
    log:
        f"cache/log/train/{settings.run}.log",
    threads: workflow.cores or 1
    conda:
        "../../envs/train.yaml"
    shell:
        "wikimill --log {log} train {params.corpus} {params.base} --options {params.options:q}"
        " --output {params.folder}"


rule generate:
    input:
        rules.train.output.model,
    output:
        samples=directory(f"{OUT}/samples"),
        table=f"{OUT}/samples.jsonl",
    params:
        engine=settings.train.engine,
        options=settings.generate.model_dump_json(),
        folder=OUT,
    log:
        f"cache/log/generate/{settings.run}.log",
    threads: workflow.cores or 1
    conda:
        "../../envs/train.yaml"
    shell:
        "wikimill --log {log} generate {input} --engine {params.engine} --options {params.options:q}"
        " --output {params.folder}"


localrules:
    released_model,
