"""Writes models in models, with what Keras predicts, in folders NAME_keras and NAME_h5.

    KERAS_BACKEND=tensorflow python nested_models.py DIRECTORY [NAME...]

Zipped they are io/trihorn/testkit/conformance/nested-models.zip, which NestedModelsConformance
runs. It tells which of its own files Keras cannot load (layers that several models share, and
operations in .h5). Keras 3.15.1.
"""
import os, sys, shutil
os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import numpy as np, keras
from keras import layers as L, Model, Input, Sequential
CASES = {}


def case(f):
    CASES[f.__name__] = f
    return f


def sub(n_in=4, n_out=3, name=None, act='tanh'):
    i = Input((n_in,))
    return Model(i, L.Dense(n_out, activation=act)(i), name=name)


@case
def autoencoder():
    x = Input((4,))
    return Model(x, sub(2, 4, 'dec')(sub(4, 2, 'enc')(x)))


@case
def gan():
    g = sub(3, 5, 'generator')
    d = sub(5, 1, 'discriminator', 'sigmoid')
    d.trainable = False
    z = Input((3,))
    return Model(z, d(g(z)))


@case
def siamese():
    t = sub(4, 3, 'twin')
    a, b = (Input((4,)), Input((4,)))
    ta, tb = (t(a), t(b))
    return Model([a, b], L.Dense(1)(L.Subtract()([ta, tb])))


@case
def two_uses_out():
    t = sub(4, 3, 'twin')
    a, b = (Input((4,)), Input((4,)))
    ta, tb = (t(a), t(b))
    return Model([a, b], [tb, ta])


@case
def three_uses():
    t = sub(4, 4, 't')
    x = Input((4,))
    a = t(x)
    b = t(a)
    c = t(b)
    return Model(x, [c, a, b])


@case
def partial_uses():
    t = sub(4, 4, 't')
    x = Input((4,))
    a = t(x)
    b = t(a)
    c = t(b)
    return Model(x, [c])


@case
def use_of_other_model():
    t = sub(4, 4, 't')
    x = Input((4,))
    y = Input((4,))
    Model(x, t(x))
    return Model(y, t(L.ReLU()(y)))


@case
def nested_in_nested():
    a = sub(4, 3, 'a')
    i = Input((4,))
    b = Model(i, L.Dense(2)(a(i)), name='b')
    j = Input((4,))
    c = Model(j, [b(j), a(j)], name='c')
    k = Input((4,))
    o = c(k)
    return Model(k, [o[1], o[0]])


@case
def multi_out_sub():
    i = Input((4,))
    m = Model(i, [L.Dense(2)(i), L.Dense(3)(i)], name='m')
    x = Input((4,))
    p = m(x)
    q = m(L.Dense(4)(x))
    return Model(x, [q[0], p[1], L.Concatenate()([p[0], q[1]])])


@case
def multi_in_sub():
    i, j = (Input((4,), name='i'), Input((2,), name='j'))
    m = Model([i, j], L.Concatenate()([L.Dense(2)(i), j]), name='m')
    x, y = (Input((4,)), Input((2,)))
    return Model([x, y], m([x, y]))


@case
def sequential_in_functional():
    s = Sequential([Input((4,)), L.Dense(3, activation='tanh'), L.Dense(4)], name='s')
    x = Input((4,))
    return Model(x, [s(s(x)), s(x)])


@case
def functional_in_sequential():
    return Sequential([Input((4,)), L.Dense(4), sub(4, 3, 'm'), L.Dense(2)])


@case
def functional_first_in_sequential():
    return Sequential([sub(4, 3, 'm'), L.Dense(2)])


@case
def sequential_unbuilt_in_functional():
    s = Sequential([L.Dense(3, activation='tanh'), L.Dense(4)], name='s')
    x = Input((4,))
    return Model(x, s(s(x)))


@case
def sequential_in_sequential():
    return Sequential([Input((4,)), Sequential([L.Dense(3), L.ReLU()]), Sequential([Input((3,)), L.Dense(3)]), L.Dense(1)])


@case
def time_distributed_model():
    x = Input((5, 4))
    return Model(x, L.TimeDistributed(sub(4, 3, 'm'))(x))


@case
def time_distributed_sequential():
    x = Input((5, 6, 6, 1))
    return Model(x, L.LSTM(3)(L.TimeDistributed(Sequential([Input((6, 6, 1)), L.Conv2D(2, 3), L.Flatten()]))(x)))


@case
def bidirectional_in_sub():
    i = Input((5, 4))
    m = Model(i, L.Bidirectional(L.LSTM(3, return_sequences=True))(i), name='m')
    x = Input((5, 4))
    return Model(x, [m(x), L.Bidirectional(L.GRU(2))(m(L.Dense(4)(x)))])


@case
def shared_layer_inside_and_outside():
    d = L.Dense(4, name='d')
    i = Input((4,))
    m = Model(i, L.ReLU()(d(i)), name='m')
    x = Input((4,))
    return Model(x, d(m(d(x))))


@case
def shared_layer_in_two_models():
    d = L.Dense(4, name='d')
    i = Input((4,))
    m = Model(i, d(i), name='m')
    j = Input((4,))
    n = Model(j, L.ReLU()(d(j)), name='n')
    x = Input((4,))
    return Model(x, n(m(x)))


@case
def masked_sub():
    i = Input((None,), dtype='int32')
    m = Model(i, L.Embedding(9, 4, mask_zero=True)(i), name='emb')
    j = Input((None, 4))
    n = Model(j, L.LSTM(3)(j), name='enc')
    x = Input((None,), dtype='int32')
    return Model(x, n(m(x)))


@case
def masked_sub_two_uses():
    i = Input((None,), dtype='int32')
    m = Model(i, L.GRU(3)(L.Embedding(9, 4, mask_zero=True)(i)), name='emb')
    x, y = (Input((None,), dtype='int32'), Input((None,), dtype='int32'))
    return Model([x, y], L.Dot(-1)([m(x), m(y)]))


@case
def sub_on_intermediate():
    x = Input((4,))
    h = L.Dense(5, activation='relu', name='h')(x)
    o = L.Dense(2, name='o')(h)
    full = Model(x, o)
    feat = Model(x, h, name='feat')
    head = Model(h, o, name='head')
    y = Input((4,))
    return Model(y, [head(feat(y)), full(y)])


@case
def dict_out():
    x = Input((4,))
    return Model(x, {'z': L.Dense(2)(x), 'a': L.Dense(3)(x)})


@case
def dict_in():
    x = Input((4,), name='x')
    y = Input((2,), name='b')
    return Model({'x': x, 'b': y}, L.Concatenate()([x, y]))


@case
def dict_call():
    x = Input((4,), name='x')
    y = Input((2,), name='b')
    m = Model({'x': x, 'b': y}, {'q': L.Dense(2)(x), 'p': L.Dense(3)(y)}, name='m')
    u = Input((4,), name='u')
    v = Input((2,), name='v')
    r = m({'x': u, 'b': v})
    s = m({'b': r['q'], 'x': L.Dense(4)(u)})
    return Model([u, v], [r['p'], s['q'], s['p']])


@case
def nested_struct():
    a, b, c = (Input((2,), name='a'), Input((3,), name='b'), Input((2,), name='c'))
    m = Model({'k': [b, a], 'j': {'c': c}}, [{'s': L.Add()([a, c]), 'r': L.Dense(2)(b)}, L.Dense(1)(c)], name='m')
    return m


@case
def nested_struct_call():
    m = nested_struct()
    p, q, r = (Input((2,), name='p'), Input((3,), name='q'), Input((2,), name='r'))
    o = m({'k': [q, p], 'j': {'c': r}})
    return Model([p, q, r], {'one': o[1], 'two': [o[0]['s'], o[0]['r']]})


@case
def input_is_output():
    x = Input((4,))
    return Model(x, [x, L.Dense(2)(x)])


@case
def bottleneck_seq_of_functional_two():
    e = sub(4, 2, 'e')
    d = sub(2, 4, 'd')
    return Sequential([e, d])


@case
def wrapper_shared_model():
    m = sub(4, 3, 'm')
    x = Input((5, 4))
    y = Input((4,))
    return Model([x, y], [L.TimeDistributed(m)(x), m(y)])


@case
def regularized_compiled():
    t = sub(4, 3, 't')
    x = Input((4,))
    m = Model(x, [t(L.Dense(4)(x)), L.Dense(1, name='o2')(x)])
    m.compile('adam', ['mse', 'mae'])
    return m


@case
def mask_layer_then_sub():
    x = Input((5, 3))
    k = L.Masking()(x)
    j = Input((5, 3))
    n = Model(j, [L.LSTM(3)(j), L.GlobalAveragePooling1D()(j)], name='enc')
    return Model(x, n(k))


def data(m, rng, seq=5):
    out = []
    for t in m.inputs:
        s = [3 if d is None and i == 0 else seq if d is None else d for i, d in enumerate(t.shape)]
        if 'int' in t.dtype:
            out.append(rng.integers(0, 9, s).astype(t.dtype))
        else:
            v = rng.normal(size=s).astype('float32')
            if len(s) == 3:
                v[0, 2:] = 0
            out.append(v)
    return out


def save(name, m, root, formats=('keras', 'h5')):
    rng = np.random.default_rng(sum(map(ord, name)))
    for w in m.weights:
        w.assign(rng.normal(size=w.shape).astype('float32') * 0.7)
    x = data(m, rng)
    struct = keras.tree.pack_sequence_as(m._inputs_struct, x) if hasattr(m, '_inputs_struct') else x[0]
    y = keras.tree.flatten(m.predict(struct, verbose=0))
    for f in formats:
        d = f'{root}/{name}_{f}'
        shutil.rmtree(d, ignore_errors=True)
        os.makedirs(d + '/run_a')
        try:
            m.save(f'{d}/model.{f}')
        except Exception as e:
            print('cannot save', name, f, repr(e)[:200])
            shutil.rmtree(d)
            continue
        for i, v in enumerate(x):
            np.save(f'{d}/run_a/in_{i}.npy', v)
        for i, v in enumerate(y):
            np.save(f'{d}/run_a/out_{i}.npy', v)


def check(name, m, f, d):
    """Does Keras itself load it and agree?"""
    try:
        k = keras.models.load_model(f'{d}/model.{f}', compile=False)
        x = [np.load(f'{d}/run_a/in_{i}.npy') for i in range(len(k.inputs))]
        y = keras.tree.flatten(k.predict(keras.tree.pack_sequence_as(k._functional._inputs_struct if hasattr(k, '_functional') else k._inputs_struct, x), verbose=0))
        for i, v in enumerate(y):
            e = np.abs(v - np.load(f'{d}/run_a/out_{i}.npy')).max()
            if e > 1e-05:
                return f'differs {e}'
        return 'ok'
    except Exception as e:
        return repr(e)[:150]


if __name__ == '__main__':
    root = sys.argv[1]
    only = sys.argv[2:]
    for n, f in CASES.items():
        if only and n not in only:
            continue
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        m = f()
        save(n, m, root)
        for e in ('keras', 'h5'):
            if os.path.exists(f'{root}/{n}_{e}'):
                r = check(n, m, e, f'{root}/{n}_{e}')
                if r != 'ok':
                    print('KERAS ITSELF', n, e, r)
