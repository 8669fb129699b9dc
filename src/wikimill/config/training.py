"""The keys of the model: its shape, training, evaluation and sampling."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from wikimill.config.section import PositiveInt, Section, Seed
from wikimill.errors import WikimillError
from wikimill.files import read_text
from wikimill.json_text import parse_json
from wikimill.plain_text import visible

GGUFType = Literal["f32", "f16", "q8_0"]  # the names of llama.cpp's `--outtype`
RELEASED_MODELS = ("124M", "355M", "774M", "1558M")
# Options of training that gpt-2-simple does not know, and the value of each that asks for nothing.
NOT_IN_GPT_2_SIMPLE = {
    "backend": "tensorflow",
    "weight_decay": 0,
    "clip_norm": 0,
    "rematerialize": False,
    "lora_rank": 0,
}


class Architecture(Section):
    """Shape of a model from scratch, in the names of GPT-2's `hparams.json`."""

    n_ctx: PositiveInt = Field(1024, description="Longest context, in tokens.")
    n_embd: PositiveInt = Field(384, description="Width of the embeddings; a multiple of `n_head`.")
    n_head: PositiveInt = Field(6, description="Attention heads per layer.")
    n_layer: PositiveInt = Field(6, description="Layers.")

    @model_validator(mode="after")
    def _heads_divide_width(self) -> Architecture:
        if self.n_embd % self.n_head:
            raise ValueError(f"n_embd {self.n_embd} is not a multiple of n_head {self.n_head}")
        return self


def _from_hparams(value: object) -> object:
    """The shape in a file; its `n_vocab` is ignored, since the vocabulary decides it."""
    if not isinstance(value, str):
        return value
    try:
        numbers = parse_json(read_text(Path(value), "hparams.json"))
        return {name: number for name, number in numbers.items() if name != "n_vocab"}
    except WikimillError as error:
        raise ValueError(str(error)) from None
    except (OSError, ValueError, AttributeError) as error:
        raise ValueError(f"{visible(value)}: not a readable hparams.json ({error}); take that of a model") from None


class Train(Section):
    """Training."""

    engine: Literal["keras", "gpt-2-simple"] = Field(
        "keras", description="The library that trains: Keras 3, or gpt-2-simple, which has fewer options."
    )
    backend: Literal["tensorflow", "jax"] = Field(
        "tensorflow",
        description="What Keras runs on; `jax` is needed for TPUs, several devices and several machines.",
    )
    launcher: str = Field(
        "",
        description="A command that starts the training in several processes, such as `srun --ntasks-per-node=1`; it "
        "is put before `wikimill stage train`. See docs/devices.md.",
    )
    environment: Literal["train", "cuda"] = Field(
        "train",
        description="The conda environment of the model rules, with `--sdm conda`: `envs/train.yaml` is for CPUs, "
        "`envs/cuda.yaml` for NVIDIA GPUs. See docs/environments.md.",
    )
    init: str = Field(
        "124M",
        description="What training starts from: a released model (`124M`, `355M`, `774M`, `1558M`; downloaded once "
        "into `cache/models/`), a folder with a model in OpenAI's or Hugging Face's format, or `scratch`.",
    )
    architecture: Annotated[Architecture, BeforeValidator(_from_hparams, Architecture | str)] = Field(
        default_factory=Architecture,
        description="The model's shape when `init` is `scratch`, or the path of a GPT-2 `hparams.json` that holds it.",
    )
    steps: PositiveInt | None = Field(None, description="Optimizer steps; 1000 if `epochs` is not set either.")
    epochs: float | None = Field(None, gt=0, description="Passes over the training set, instead of `steps`.")
    batch_size: PositiveInt | Literal["auto"] = Field(
        1, description="Samples per forward pass; `auto` finds the largest number that fits into memory."
    )
    accumulate_gradients: PositiveInt = Field(1, description="Forward passes per optimizer step.")
    sample_length: PositiveInt = Field(256, description="Tokens in a training sample; 256 fits a GPU with 6 GB.")
    learning_rate: float = Field(
        0.0001, gt=0, description="Learning rate of Adam; the highest that the schedule reaches."
    )
    schedule: Literal["constant", "cosine", "linear", "steps"] = Field(
        "constant",
        description="The learning rate after the warm-up: `cosine` and `linear` fall to `final_learning_rate` at the "
        "last step, `steps` multiplies it by `decay_rate` at each of `decay_epochs`.",
    )
    warmup_steps: int = Field(0, ge=0, description="Steps over which the learning rate rises from 0.")
    final_learning_rate: float = Field(0.0, ge=0, description="Learning rate at which `cosine` and `linear` end.")
    decay_epochs: list[Annotated[float, Field(gt=0)]] = Field(
        [], description="Epochs at which `steps` lowers the learning rate."
    )
    decay_rate: float = Field(0.1, gt=0, lt=1, description="Factor by which `steps` lowers it.")
    weight_decay: float = Field(0.0, ge=0, description="Weight decay of AdamW, on matrices; not on biases and norms.")
    clip_norm: float = Field(
        0.0, ge=0, description="Gradients with a larger norm are scaled down to this; 0 disables it."
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="Precision of the matrix products; weights and optimizer state are float32. `auto` is bfloat16 "
        "where the hardware has it: GPUs since Ampere, TPUs, CPUs with AVX-512 BF16 or AMX.",
    )
    rematerialize: bool = Field(
        False, description="Recompute activations in the backward pass: less memory, a quarter slower."
    )
    lora_rank: int = Field(
        0,
        ge=0,
        description="Rank of low-rank additions to the layers' matrices, which are then all that is trained; 0 "
        "disables it.",
    )
    only_train_transformer_layers: bool = Field(False, description="Do not train the embeddings.")
    loss: Literal["all", "target"] = Field(
        "all", description="`target` computes the loss on the last column of pairs only, `all` on every token."
    )
    seed: Seed = Field(0, description="Seed of the initial weights and of the order of the samples.")
    print_every: PositiveInt = Field(10, description="Steps between two lines with the loss.")
    val_every: PositiveInt = Field(100, description="Steps between two validations.")
    val_samples: PositiveInt = Field(40, description="Most samples of the validation set in one validation.")
    early_stopping: int = Field(
        0, ge=0, description="Stop after this many validations without a better loss; 0 disables it."
    )
    sample_every: int = Field(
        0, ge=0, description="Steps between two previews of what the model writes, on the screen, too; 0 disables them."
    )
    sample_num: PositiveInt = Field(
        1, description="Samples in a preview, in `out/<run>/previews/STEP.txt`, with the defaults of `generate`."
    )
    save_every: PositiveInt = Field(
        500, description="Steps between two checkpoints; a killed run resumes from the last."
    )
    keep_checkpoints: int = Field(5, ge=0, description="Newest checkpoints to keep, besides the best one; 0 keeps all.")
    keep: Literal["best", "last"] = Field(
        "best", description="Which step becomes the model: the one with the lowest validation loss, or the last."
    )
    resume: bool = Field(True, description="Resume from the last checkpoint; false starts over.")
    formats: list[Literal["openai", "huggingface", "gguf"]] = Field(
        ["openai", "huggingface"],
        min_length=1,
        description="Formats of `out/<run>/model`, side by side: `openai` loads in gpt-2-simple, `huggingface` in "
        "transformers, `gguf` (`model.gguf`) in llama.cpp; wikimill itself reads the first two.",
    )
    gguf_type: GGUFType = Field(
        "f32",
        description="Type of the matrices in `model.gguf`: `f32` has the exact weights, `f16` half the size, `q8_0` a "
        "quarter.",
    )
    tensorboard: bool = Field(True, description="Also write the log as TensorBoard events.")

    @model_validator(mode="after")
    def _goes_together(self) -> Train:
        if self.launcher and (self.engine != "keras" or self.backend != "jax"):
            raise ValueError(
                f"launcher '{self.launcher}' starts several processes, which only engine: keras with backend: jax can "
                "use; set these, or remove launcher"
            )
        if set(self.formats) == {"gguf"}:
            raise ValueError("formats: gguf alone could not be sampled from here; add huggingface or openai")
        if self.steps and self.epochs:
            raise ValueError("steps and epochs are both set; choose one")
        if (self.schedule == "steps") != bool(self.decay_epochs):
            raise ValueError("decay_epochs belongs to schedule: steps; set both or neither")
        if self.final_learning_rate and self.schedule not in ("cosine", "linear"):
            raise ValueError(f"final_learning_rate belongs to schedule: cosine or linear, not {self.schedule}")
        if self.lora_rank and self.only_train_transformer_layers:
            raise ValueError("lora_rank does not train the embeddings anyway; remove only_train_transformer_layers")
        return self

    @model_validator(mode="after")
    def _engine_knows(self) -> Train:
        if self.engine == "gpt-2-simple":
            for name, neutral in NOT_IN_GPT_2_SIMPLE.items():
                if getattr(self, name) != neutral:
                    raise ValueError(f"{name}: gpt-2-simple cannot do that; set engine: keras, or remove it")
            if self.precision == "bfloat16":
                raise ValueError("precision: gpt-2-simple computes in float32 only; set engine: keras")
        return self


class Evaluate(Section):
    """Loss and perplexity, with a window that slides over the text."""

    context: int = Field(0, ge=0, description="Tokens in a window; 0 is the model's whole context.")
    stride: int = Field(
        0,
        ge=0,
        description="Tokens from one window to the next, at most `context`: each token is predicted from at least "
        "`context` - `stride` tokens before it. 0 is half the context.",
    )
    batch_size: PositiveInt = Field(4, description="Windows per forward pass; does not change the results.")


class Generate(Section):
    """Sampling."""

    engine: Literal["auto", "float32", "int8", "gpt-2-simple"] = Field(
        "auto",
        description="`float32` is exact; `int8` has 8-bit weights and is several times as fast on a CPU; `auto` is "
        "`int8` for models with 50 million weights or more. `gpt-2-simple` is that library's own sampler.",
    )
    checkpoint: Literal["model"] | PositiveInt = Field("model", description="`model`, or the step of a checkpoint.")
    nsamples: PositiveInt = Field(20, description="Number of samples.")
    batch_size: PositiveInt = Field(20, description="Samples generated at the same time; does not change them.")
    length: PositiveInt = Field(
        200,
        description="Most tokens in a sample, which also ends at end of text. Beyond the model's context the oldest "
        "tokens are forgotten.",
    )
    strategy: Literal["sample", "greedy", "beam"] = Field(
        "sample",
        description="Draw tokens at random, always take the likeliest, or search for the likeliest text with a beam.",
    )
    beams: int = Field(4, ge=2, description="Width of the beam.")
    temperature: float = Field(
        0.7, ge=1e-6, le=1e6, description="Below 1 is more predictable, above 1 more surprising."
    )
    top_k: int = Field(0, ge=0, description="Draw from the k likeliest tokens; 0 is all of them.")
    top_p: float = Field(
        0.9, gt=0, le=1, description="Draw from the likeliest tokens whose probabilities add up to this; 1 is all."
    )
    repetition_penalty: float = Field(
        1.0,
        ge=1,
        le=100,
        description="Makes tokens that a text has already, its prompt included, less likely: their logits are divided "
        "by this if they are positive, else multiplied, as transformers does; 1 disables it.",
    )
    prefix: str = Field("", description="Start of every sample, before its prompt.")
    include_prefix: bool = Field(True, description="Whether the text of a sample includes prefix and prompt.")
    truncate: str = Field("", description="A sample ends before this text; empty disables it.")
    prompts: list[str] = Field(
        [],
        description="Prompts, used in turn; empty starts from end of text. Of a prompt that is longer than the "
        "context, only its last tokens are used, half a context.",
    )
    prompt_file: str = Field(
        "", description="A file with a prompt, or with several, separated by lines of `<|endoftext|>`."
    )
    test_samples: int = Field(
        0,
        ge=0,
        description="Pages of the test split to continue, in `test_samples.tsv`; 0 writes no such file.",
    )
    context_length: PositiveInt = Field(64, description="Tokens of a page that are given there.")
    seed: Seed = Field(0, description="Seed of the samples.")

    @model_validator(mode="after")
    def _one_source_of_prompts(self) -> Generate:
        if self.prompts and self.prompt_file:
            raise ValueError("prompts and prompt_file are both set; choose one")
        if any(re.search("[\ud800-\udfff]", text) for text in (self.prefix, self.truncate, *self.prompts)):
            raise ValueError("a prompt, prefix or truncate is not UTF-8; write it as UTF-8")  # bytes of a command line
        if any(prompt and not prompt.strip() for prompt in (self.prefix, *self.prompts)):
            raise ValueError("a prompt contains only whitespace; write words or remove it")
        return self

    @model_validator(mode="after")
    def _engine_knows(self) -> Generate:
        if self.strategy == "beam" and self.repetition_penalty != 1:
            raise ValueError("repetition_penalty belongs to strategy: sample or greedy; set it to 1")
        if self.engine == "gpt-2-simple":
            if self.repetition_penalty != 1:
                raise ValueError("gpt-2-simple has no repetition_penalty; set another engine, or set it to 1")
            if self.strategy != "sample":
                raise ValueError(f"gpt-2-simple can only draw samples; set another engine for {self.strategy}")
            if self.top_k and self.top_p < 1:
                raise ValueError("gpt-2-simple samples by top_k or by top_p, not both; set top_k: 0 or top_p: 1.0")
            if self.test_samples:
                raise ValueError(
                    "gpt-2-simple does not continue the test split; set another engine, or test_samples: 0"
                )
        return self
