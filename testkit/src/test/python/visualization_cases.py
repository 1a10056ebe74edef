"""What keras.visualization draws, frozen for core's tests (Keras 3.15.1, OpenCV 5.0.0):

    KERAS_BACKEND=tensorflow python visualization_cases.py DRAWINGS.json

Images and masks are formulas of the element's number, so that only what Keras makes of them is in the file.
"""
import base64
import json
import sys
import zlib

import numpy as np
from keras import visualization


def image(shape, dtype="uint8", factor=1.0):
    data = np.arange(np.prod(shape)) * 37 % 251
    return (data.reshape(shape) * factor).astype(dtype)


def mask(shape, classes):
    return (np.arange(np.prod(shape)) // 7 % classes).reshape(shape).astype("int32")


BOXES = [
    dict(format="xyxy", boxes=[[[4, 5, 20, 15], [8, 2, 25, 18]], [[-6, -3, 9, 9], [18, 12, 40, 30]]]),
    dict(format="rel_xywh", boxes=[[[0.1, 0.2, 0.5, 0.3]], [[0.55, 0.5, 0.3, 0.4]]]),
    dict(format="center_yxhw", boxes=[[[10.6, 12.2, 8.9, 9.1]], [[9, 15, 1, 20]]]),
    dict(format="yxyx", boxes=[[[12, 20, 3, 7]], [[4, 6, 4, 6]]]),
]
DRAWN = [
    dict(boxes=0),
    dict(boxes=0, line_thickness=1, color=[255, 0, 7]),
    dict(boxes=0, line_thickness=3, labels=[[0, -1], [2, 1]]),
    dict(boxes=1, line_thickness=4, dtype="float32", factor=1 / 255),
    dict(boxes=1, line_thickness=5, dtype="float64", factor=1.3),
    dict(boxes=2, line_thickness=2, channels=1, color=[200, 1, 2]),
    dict(boxes=2, line_thickness=6, channels=4, color=[200, 100, 50]),
    dict(boxes=3, line_thickness=7, dtype="int32"),
    dict(boxes=3, line_thickness=-1),
]
MASKED = [
    dict(classes=5),
    dict(classes=5, num_classes=5),
    dict(classes=4, num_classes=3, alpha=0.3),
    dict(classes=4, num_classes=4, ignore_index=0),
    dict(classes=3, num_classes=3, color_mapping=[[1, 2, 3], [250, 130, 20], [0, 255, 9]], alpha=1.0),
    dict(classes=3, num_classes=3, blend=False),
    dict(classes=4, num_classes=4, dtype="float32", factor=0.9),
    dict(classes=4, num_classes=4, data_format="channels_first"),
]


def drawn(case):
    boxes = BOXES[case["boxes"]]
    given = np.array(boxes["boxes"], "float32")
    labels = np.array(case.get("labels", np.zeros(given.shape[:2])), "int32")
    more = {k: case[k] for k in ("line_thickness",) if k in case}
    if "color" in case:
        more["color"] = tuple(case["color"])
    return visualization.draw_bounding_boxes(
        image((2, 20, 30, case.get("channels", 3)), case.get("dtype", "uint8"), case.get("factor", 1.0)),
        {"boxes": given, "labels": labels}, boxes["format"], **more)


def masked(case):
    more = {k: case[k] for k in ("num_classes", "alpha", "ignore_index", "blend", "data_format") if k in case}
    if "color_mapping" in case:
        more["color_mapping"] = {i: tuple(c) for i, c in enumerate(case["color_mapping"])}
    first = "data_format" in case
    return visualization.draw_segmentation_masks(
        image((2, 3, 9, 11) if first else (2, 9, 11, 3), case.get("dtype", "uint8"), case.get("factor", 1.0)),
        mask((2, 1, 9, 11) if first else (2, 9, 11, 1), case["classes"]), **more)


def frozen(case, result):
    result = np.asarray(result)
    raw = result.astype("uint8") if result.dtype == np.uint8 else result.astype("<f4")
    return {**case, "result": str(result.dtype),
            "bytes": base64.b64encode(zlib.compress(raw.tobytes(), 9)).decode()}


label = visualization.draw_bounding_boxes(
    np.zeros((1, 80, 120, 3), "uint8"),
    {"boxes": np.array([[[10, 40, 100, 70], [5, 4, 60, 75]]], "float32"), "labels": np.array([[1, 0]]),
     "confidences": np.array([[0.876, 0.5]])},
    "xyxy", class_mapping={1: "cat"}, color=(9, 8, 7))
json.dump({"boxes": BOXES, "drawn": [frozen(c, drawn(c)) for c in DRAWN],
           "masked": [frozen(c, masked(c)) for c in MASKED], "label": frozen({}, label)},
          open(sys.argv[1], "w"), indent=1)
