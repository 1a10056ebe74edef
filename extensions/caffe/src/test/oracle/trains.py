"""Nets and solvers for real Caffe to train, a folder each: python trains.py DIR."""

import os
import sys

FOLDER = sys.argv[1]
IMAGES = [("data", (6, 1, 6, 6)), ("label", (6,))]
RATES = "param { lr_mult: 1 decay_mult: 1 } param { lr_mult: 2 decay_mult: 0 }"


def layer(name, kind, bottoms, top, more=""):
    below = " ".join('bottom: "%s"' % b for b in bottoms)
    return 'layer { name: "%s" type: "%s" %s top: "%s" %s }\n' % (name, kind, below, top, more)


def case(name, solver, inputs, body):
    folder = os.path.join(FOLDER, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "net.prototxt"), "w") as f:
        f.write('name: "%s"\n' % name)
        for blob, dims in inputs:
            shape = " ".join("dim: %d" % d for d in dims)
            f.write('layer { name: "%s" type: "Input" top: "%s" ' % (blob, blob))
            f.write("input_param { shape { %s } } }\n" % shape)
        f.write(body)
    with open(os.path.join(folder, "solver.prototxt"), "w") as f:
        f.write(solver)


def small(between=""):
    ip = "inner_product_param { num_output: %d }"
    conv = "convolution_param { num_output: 3 kernel_size: 3 }"
    return (
        layer("conv", "Convolution", ["data"], "conv", RATES + conv)
        + between
        + layer("pool", "Pooling", ["conv"], "pool", "pooling_param { kernel_size: 3 stride: 2 }")
        + layer("ip1", "InnerProduct", ["pool"], "ip1", ip % 5)
        + layer("act", "ReLU", ["ip1"], "ip1")
        + layer("ip2", "InnerProduct", ["ip1"], "ip2", ip % 3)
        + layer("loss", "SoftmaxWithLoss", ["ip2", "label"], "loss")
    )


def solver(text="", lr=0.1, momentum=0.9, policy="fixed"):
    return 'base_lr: %s\nmomentum: %s\nweight_decay: 0.005\nlr_policy: "%s"\nmax_iter: 12\n%s' % (
        lr, momentum, policy, text)


case("nesterov", solver('type: "Nesterov"'), IMAGES, small())
case("adagrad", solver('type: "AdaGrad" delta: 1e-6', 0.05, 0), IMAGES, small())
case("old_enum", solver("solver_type: RMSPROP rms_decay: 0.9 delta: 1e-6", 0.01, 0), IMAGES, small())
case("l1", solver('regularization_type: "L1"'), IMAGES, small())
case("step", solver("gamma: 0.5 stepsize: 4", policy="step"), IMAGES, small())
case("exp", solver("gamma: 0.9", policy="exp"), IMAGES, small())
case("inv", solver("gamma: 0.1 power: 0.75", policy="inv"), IMAGES, small())
case("poly", solver("power: 1.5", policy="poly"), IMAGES, small())
case("multistep_close", solver("gamma: 0.5 stepvalue: 0 stepvalue: 0 stepvalue: 7", policy="multistep"), IMAGES, small())
case("clip_itersize", solver("clip_gradients: 0.5 iter_size: 3"), IMAGES, small())
case("adam_itersize", solver('type: "Adam" iter_size: 2 gamma: 0.5 stepsize: 5', 0.01, policy="step"), IMAGES, small())
case("batchnorm", solver(), IMAGES, small(
    layer("bn", "BatchNorm", ["conv"], "conv") + layer("sc", "Scale", ["conv"], "conv", "scale_param { bias_term: true }")))
case("batchnorm_fast", solver(), IMAGES, small(
    layer("bn", "BatchNorm", ["conv"], "conv", "batch_norm_param { moving_average_fraction: 0.7 eps: 0.01 }")))
case("frozen", solver(), IMAGES, small().replace("lr_mult: 1 decay_mult: 1", "lr_mult: 0 decay_mult: 1"))
case("prelu", solver(), IMAGES, small(layer("pr", "PReLU", ["conv"], "conv")))

ROWS = [("data", (6, 4)), ("label", (6,))]


def ends(name, inputs, loss, out=3, between=""):
    ip = layer("ip", "InnerProduct", ["data"], "ip", "inner_product_param { num_output: %d }" % out)
    case(name, solver(lr=0.05), inputs, ip + between + loss)


ends("euclid", [("data", (6, 4)), ("t", (6, 3))], layer("l", "EuclideanLoss", ["ip", "t"], "l"))
ends("sigmoid", [("data", (6, 4)), ("t", (6, 3))], layer("l", "SigmoidCrossEntropyLoss", ["ip", "t"], "l", "loss_weight: 0.5"))
ends("hinge", ROWS, layer("l", "HingeLoss", ["ip", "label"], "l"))
ends("hinge2", ROWS, layer("l", "HingeLoss", ["ip", "label"], "l", "hinge_loss_param { norm: L2 }"))
ends("contrast", [("data", (6, 4)), ("b", (6, 3)), ("pair", (6,))], layer("l", "ContrastiveLoss", ["ip", "b", "pair"], "l"))
ends("infogain", ROWS + [("H", (1, 1, 3, 3))], layer("l", "InfogainLoss", ["ip", "label", "H"], "l"))
ends("multinomial", ROWS, layer("l", "MultinomialLogisticLoss", ["s", "label"], "l"), between=layer("s", "Softmax", ["ip"], "s"))
ends("ignore", ROWS, layer("l", "SoftmaxWithLoss", ["ip", "label"], "l", "loss_param { ignore_label: 1 normalization: FULL } loss_weight: 2"))
ends("two_losses", ROWS + [("t", (6, 3))], layer("l", "SoftmaxWithLoss", ["ip", "label"], "l") + layer("m", "EuclideanLoss", ["ip", "t"], "m", "loss_weight: 0.3"))
ends("any_loss", ROWS, layer("r", "Reduction", ["ip"], "r", "reduction_param { operation: SUMSQ axis: 1 } loss_weight: 0.1") + layer("sil", "Silence", ["label"], "x").replace('top: "x"', ""))
ends("parameter", ROWS, layer("l", "SoftmaxWithLoss", ["s", "label"], "l"),
     between='layer { name: "w" type: "Parameter" top: "w" param { lr_mult: 2 } parameter_param { shape { dim: 6 dim: 3 } } } '
     + layer("s", "Eltwise", ["ip", "w"], "s"))
ends("filter", ROWS + [("pair", (6,))], layer("l", "SoftmaxWithLoss", ["g", "k"], "l", "propagate_down: true propagate_down: false"),
     between='layer { name: "f" type: "Filter" bottom: "ip" bottom: "label" bottom: "pair" top: "g" top: "k" }\n')
ends("not_down", ROWS, layer("q", "InnerProduct", ["ip"], "q", "propagate_down: false inner_product_param { num_output: 3 }")
     + layer("s", "Eltwise", ["ip", "q"], "s") + layer("l", "SoftmaxWithLoss", ["s", "label"], "l"))
