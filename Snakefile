include: "workflow/Snakefile"


# `snakemake` without a target builds everything. Without this rule it would build nothing and say
# "Nothing to be done", because default targets are not inherited from an included file.
rule everything:
    default_target: True
    input:
        rules.all.input,
