// The page that prompts the model: asks the server's own API, shows the text as it comes, then marks what is copied.
"use strict";

const form = document.getElementById("ask");
const texts = document.getElementById("texts");
const status = document.getElementById("status");
const stop = document.getElementById("stop");
let running = null; // the AbortController of the text that is being written

// As the report shows them: what would turn a line around, or is not seen, is its escape.
const ACTIVE = /(?![\n\t])[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufdd0-\ufdef\ufeff\ufffe\uffff]/g;
const visible = (text) => text.replace(ACTIVE, (found) => "\\u" + found.charCodeAt(0).toString(16).padStart(4, "0"));

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = visible(text);
  if (className) made.className = className;
  return made;
}

// By its id: `form.elements.length` is the number of all fields.
const field = (name) => document.getElementById(name);
const number = (name) => field(name).valueAsNumber;

function request() {
  const truncate = field("truncate").value;
  const asked = {
    model: form.dataset.model,
    prompt: field("prompt").value,
    stream: true,
    max_tokens: number("length"),
    strategy: field("strategy").value,
    stop: truncate ? [truncate] : [],
  };
  for (const name of ["temperature", "top_k", "top_p", "repetition_penalty", "seed"]) asked[name] = number(name);
  return asked;
}

function describe(asked) {
  const { seed, max_tokens, temperature, top_k, top_p, repetition_penalty, strategy, stop } = asked;
  const drawn = strategy === "sample" ? `temperature ${temperature}, top_k ${top_k}, top_p ${top_p}, ` : "greedy, ";
  const end = stop.length ? `, truncate ${JSON.stringify(stop[0])}` : "";
  return `seed ${seed}, ${drawn}repetition_penalty ${repetition_penalty}, length ${max_tokens}${end}`;
}

function post(path, content, signal) {
  const headers = { "Content-Type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(content), signal });
}

async function failure(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `the server answered ${response.status}`;
  }
}

// What the events of an answer contain, one after the other.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffer += value;
    const parts = buffer.split("\n\n");
    buffer = parts.pop();
    for (const part of parts) {
      const data = part.replace(/^data: /, "");
      if (data !== "[DONE]") yield JSON.parse(data);
    }
  }
}

async function write() {
  if (running || !form.reportValidity()) return;
  const asked = request();
  const article = element("figure");
  const quote = element("blockquote");
  const written = element("span");
  const caption = element("figcaption", describe(asked));
  quote.append(element("span", form.dataset.prefix + asked.prompt, "prompt"), written);
  article.append(quote, caption);
  texts.prepend(article);
  running = new AbortController();
  stop.disabled = false;
  status.textContent = "Waiting for the model …";
  let text = "";
  let end = "";
  try {
    const response = await post("/v1/completions", asked, running.signal);
    if (!response.ok) throw new Error(await failure(response));
    for await (const event of events(response)) {
      if (event.error) throw new Error(event.error.message);
      for (const choice of event.choices) {
        text += choice.text;
        written.textContent = visible(text);
        status.textContent = "Writing …";
        end = choice.finish_reason || end;
      }
    }
    status.textContent = { stop: "The text has ended.", length: "The text is as long as asked for." }[end] || "";
    if (!end) throw new Error("the server has ended the answer");
  } catch (error) {
    if (error.name === "AbortError") {
      status.textContent = "Stopped.";
    } else {
      status.textContent = "";
      const shown = element("p", error.message, "error");
      shown.setAttribute("role", "alert");
      article.append(shown);
    }
  }
  running = null;
  stop.disabled = true;
  if (text.trim() && "corpus" in form.dataset) await compare(text, written, caption);
}

// Marks what of a text is in the corpus.
async function compare(text, written, caption) {
  const note = element("span", " · comparing with the corpus …");
  caption.append(note);
  try {
    const response = await post("/copied", { text });
    if (!response.ok) throw new Error(await failure(response));
    const found = await response.json();
    written.replaceChildren(...found.parts.map((part) => element(part.copied ? "mark" : "span", part.text)));
    const share = found.share === null ? "too short to compare" : `${(100 * found.share).toFixed(1)} % of its ${found.ngram}-grams are copied`;
    note.textContent = ` · ${share}`;
    if (found.longest) {
      const page = element("a", found.longest.title);
      page.href = `/corpus/title?${new URLSearchParams({ title: found.longest.title })}`;
      note.append(`, at most ${found.longest.words} words in a row, from `, page);
    }
  } catch (error) {
    note.textContent = ` · not compared with the corpus: ${visible(error.message)}`;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
document.getElementById("again").addEventListener("click", () => {
  if (running) return;
  field("seed").value = crypto.getRandomValues(new Uint32Array(1))[0];
  write();
});
stop.addEventListener("click", () => running?.abort());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") running?.abort();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
document.getElementById("base").textContent = `${location.origin}/v1`;
