/** Transformers in the layout of Hugging Face. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.trihorn.huggingface {
  requires transitive io.trihorn.core;
  requires transitive ai.djl.tokenizers;

  exports io.trihorn.huggingface;
}
