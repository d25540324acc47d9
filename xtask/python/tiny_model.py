"""Writes a tiny language model as a GGUF file: real enough for a real server to load and serve.

Asked plainly, it babbles: its weights are random. Offered tools, it calls one of them: the template then ends with a
mark from which the weights lead, token by token, through CALL. Left out on purpose: any sense.
"""

import sys

import gguf
import numpy

BABBLE, CHAIN = 32, 32
WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = BABBLE + CHAIN, 2, 4, 128, 8192
MARK = "<|call|>"
# Each piece is one token, and each leads to the next, so that no two may be the same.
CALL = ["Here", " they", " are.\n", "<tool_call>", '\n{"name": "show', '_products", ', '"arguments', '": {"ids"', ': ["shirt-', '1", "', 'hat"]', "}}", "\n</tool_call>"]
TEMPLATE = """\
{%- if tools %}Tools:
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}To call one, write <tool_call>
{"name": its name, "arguments": its arguments}
</tool_call>
{% endif %}
{%- for message in messages %}{{ message.role }}: {{ message.content or "" }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}
{% endfor %}
{%- if add_generation_prompt %}assistant:{% if tools %}<|call|>{% endif %}{% endif %}"""


def vocabulary():
    """Text and type of every token: marks, each byte, printable characters with a few words, and the chain."""
    marks = [("<unk>", gguf.TokenType.UNKNOWN), ("<s>", gguf.TokenType.CONTROL)]
    octets = [(f"<0x{octet:02X}>", gguf.TokenType.BYTE) for octet in range(256)]
    words = [chr(code) for code in range(33, 127)] + ["\u2581", "\u2581the", "\u2581price", "\u00e6", "\u65e5"]
    chain = [(MARK, gguf.TokenType.CONTROL)]
    chain += [(piece.replace(" ", "\u2581"), gguf.TokenType.NORMAL) for piece in CALL]
    chain += [("</s>", gguf.TokenType.CONTROL)]
    return marks + octets + [(word, gguf.TokenType.NORMAL) for word in words], chain


def weights(babbling, chained):
    """Name and value of every tensor."""
    random = numpy.random.default_rng(7)

    def matrix(rows, columns):
        return random.normal(0, 0.3, (rows, columns)).astype(numpy.float32)

    def babble_only(tensor):
        tensor[BABBLE:] = 0
        return tensor

    # The first numbers of a token's vector are for babbling, the rest for its place in the chain.
    embedding = numpy.zeros((babbling + chained, WIDTH), dtype=numpy.float32)
    output = embedding.copy()
    embedding[:babbling, :BABBLE] = matrix(babbling, BABBLE)
    output[:babbling, :BABBLE] = matrix(babbling, BABBLE)
    for place in range(chained):
        embedding[babbling + place, BABBLE + place] = 8
        if place:
            output[babbling + place, BABBLE + place - 1] = 50
    yield "token_embd.weight", embedding
    yield "output.weight", output
    yield "output_norm.weight", numpy.ones(WIDTH, dtype=numpy.float32)
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            yield f"blk.{layer}.{name}.weight", numpy.ones(WIDTH, dtype=numpy.float32)
        for name in ("attn_q", "attn_k", "attn_v"):
            yield f"blk.{layer}.{name}.weight", matrix(WIDTH, WIDTH)
        yield f"blk.{layer}.attn_output.weight", babble_only(matrix(WIDTH, WIDTH))
        yield f"blk.{layer}.ffn_gate.weight", matrix(HIDDEN, WIDTH)
        yield f"blk.{layer}.ffn_up.weight", matrix(HIDDEN, WIDTH)
        yield f"blk.{layer}.ffn_down.weight", babble_only(matrix(WIDTH, HIDDEN))


def write(path):
    babbling, chain = vocabulary()
    tokens = babbling + chain
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _ in tokens])
    writer.add_token_scores([-float(place) for place in range(len(tokens))])
    writer.add_token_types([kind for _, kind in tokens])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_chat_template(TEMPLATE)
    for name, value in weights(len(babbling), len(chain)):
        writer.add_tensor(name, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
