"""Makes the small random models of the tests, and what PyTorch computes with them.

    python random_models.py ../resources/io/trihorn/huggingface

Each folder has config.json, model.safetensors, tokenizer.json and expected.npz. Needs torch,
transformers, tokenizers and numpy (made with 2.13, 5.18, 0.23 and the NumPy beside them).
"""

import pathlib
import sys

import numpy as np
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

TEXTS = [
    "the cat sat on the mat",
    "a dog ran to the cat and the dog sat",
    "cats and dogs run",
]


def word_pieces():
    """BERT's kind: words of lower case in pieces, [CLS] and [SEP] around."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = transformers.models.bert.tokenization_bert.normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(
        TEXTS, trainers.WordPieceTrainer(vocab_size=48, special_tokens=special)
    )
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def bytes_in_pairs():
    """GPT-2's kind: bytes, the pairs that are frequent joined."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(
        TEXTS, trainers.BpeTrainer(vocab_size=48, special_tokens=["<|endoftext|>"])
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def write(folder, model, tokenizer, expected):
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    np.savez(folder / "expected.npz", **{k: np.asarray(v) for k, v in expected.items()})


def spread(model):
    """Weights with some spread, as after training: the defaults make vectors that are all alike."""
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.copy_(torch.randn_like(value) * 0.3 + (1 if "norm" in name.lower() and "weight" in name else 0))
    return model.eval()


def batch(tokenizer):
    rows = [tokenizer.encode(text).ids for text in TEXTS]
    longest = max(map(len, rows))
    ids = np.array([r + [0] * (longest - len(r)) for r in rows])
    mask = np.array([[1] * len(r) + [0] * (longest - len(r)) for r in rows])
    return ids, mask


def encoder(folder, model, tokenizer, typed):
    ids, mask = batch(tokenizer)
    feed = {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}
    expected = {"input_ids": ids, "attention_mask": mask}
    if typed:
        types = (np.arange(ids.shape[1])[None] > 3) * mask
        feed["token_type_ids"] = torch.tensor(types)
        expected["token_type_ids"] = types
    with torch.no_grad():
        output = model(**feed)
    for key, value in output.items():
        expected[key] = value.numpy()
    write(folder, model, tokenizer, expected)


def gpt2(folder, tokenizer):
    size = tokenizer.get_vocab_size()
    config = transformers.GPT2Config(
        vocab_size=size, n_embd=16, n_layer=2, n_head=4, n_positions=64,
        bos_token_id=0, eos_token_id=0, pad_token_id=0,
    )
    torch.manual_seed(5)
    model = spread(transformers.GPT2LMHeadModel(config))
    rows = [tokenizer.encode(text).ids for text in TEXTS]
    expected = {}
    with torch.no_grad():
        ids = np.array([r[:4] for r in rows])
        expected["input_ids"] = ids
        expected["logits"] = model(input_ids=torch.tensor(ids)).logits.numpy()
        for i, row in enumerate(rows):
            made = model.generate(
                torch.tensor([row]), do_sample=False, max_new_tokens=24, use_cache=True,
                attention_mask=torch.ones(1, len(row), dtype=torch.long),
            )[0].numpy()
            expected[f"prompt_{i}"] = np.array(row)
            expected[f"made_{i}"] = made[len(row):]
            print("gpt2 makes", made[len(row):])
    write(folder, model, tokenizer, expected)


def main():
    out = pathlib.Path(sys.argv[1])
    pieces = word_pieces()
    size = pieces.get_vocab_size()
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=size, hidden_size=16, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=24, max_position_embeddings=32,
    )
    encoder(out / "bert", spread(transformers.BertModel(config)), pieces, True)
    torch.manual_seed(2)
    # With a head: its names have a prefix, and no pooler.
    config.hidden_act = "gelu_new"
    whole = spread(transformers.BertForTokenClassification(config))
    encoder(out / "bert-tagger", whole, pieces, True)
    with np.load(out / "bert-tagger/expected.npz") as old:
        arrays = dict(old)
    with torch.no_grad():
        feed = {k: torch.tensor(arrays[k]) for k in ("input_ids", "attention_mask", "token_type_ids")}
        arrays["last_hidden_state"] = whole.bert(**feed).last_hidden_state.numpy()
    np.savez(out / "bert-tagger/expected.npz", **arrays)
    torch.manual_seed(3)
    config = transformers.DistilBertConfig(
        vocab_size=size, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=32,
    )
    encoder(out / "distilbert", spread(transformers.DistilBertModel(config)), pieces, False)
    gpt2(out / "gpt2", bytes_in_pairs())


if __name__ == "__main__":
    main()
