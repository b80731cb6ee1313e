"""A Llama model in NumPy, as its definition has it: what logits are compared with where PyTorch is not at hand."""

import numpy


def normalised(x, weight, epsilon):
    return x / numpy.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight


def rotated(x, angles):
    """Turns the halves of each head's vector as pairs; x is heads × positions × dimension."""
    left, right = numpy.split(x, 2, axis=-1)
    cosine, sine = numpy.cos(angles), numpy.sin(angles)
    return numpy.concatenate([left * cosine - right * sine, right * cosine + left * sine], axis=-1).astype("f4")


def attended(queries, keys, values):
    """Causal attention; heads × positions × dimension each."""
    count, dimension = queries.shape[1:]
    scores = queries @ keys.swapaxes(1, 2) / numpy.sqrt(dimension)
    scores = numpy.where(numpy.tri(count, dtype=bool), scores, -numpy.inf)
    weights = numpy.exp(scores - scores.max(-1, keepdims=True))
    return ((weights / weights.sum(-1, keepdims=True)) @ values).astype("f4")


def logits(weights, configuration, ids):
    """positions × vocabulary, of the tokens that come next; the tensors' names are Hugging Face's."""
    heads, groups = configuration["num_attention_heads"], configuration["num_key_value_heads"]
    dimension, epsilon = configuration["head_dim"], numpy.float32(configuration["rms_norm_eps"])
    frequencies = configuration["rope_theta"] ** (-numpy.arange(0, dimension, 2) / dimension)
    angles = numpy.outer(numpy.arange(len(ids)), frequencies)
    embedding = weights["model.embed_tokens.weight"]
    x = embedding[ids]
    for layer in range(configuration["num_hidden_layers"]):
        own = {
            name.removeprefix(f"model.layers.{layer}.").removesuffix(".weight"): tensor
            for name, tensor in weights.items() if name.startswith(f"model.layers.{layer}.")}

        def projected(h, name):
            return h @ own[name].T

        def split(h, count):
            return h.reshape(len(ids), count, dimension).swapaxes(0, 1)

        h = normalised(x, own["input_layernorm"], epsilon)
        queries = rotated(split(projected(h, "self_attn.q_proj"), heads), angles)
        keys = rotated(split(projected(h, "self_attn.k_proj"), groups), angles).repeat(heads // groups, axis=0)
        values = split(projected(h, "self_attn.v_proj"), groups).repeat(heads // groups, axis=0)
        joined = attended(queries, keys, values).swapaxes(0, 1).reshape(len(ids), heads * dimension)
        x = x + projected(joined, "self_attn.o_proj")
        h = normalised(x, own["post_attention_layernorm"], epsilon)
        gate = projected(h, "mlp.gate_proj")
        x = x + projected(gate / (1 + numpy.exp(-gate)) * projected(h, "mlp.up_proj"), "mlp.down_proj")
    head = embedding if configuration["tie_word_embeddings"] else weights["lm_head.weight"]
    return normalised(x, weights["model.norm.weight"], epsilon) @ head.T
