import "./header.js";
import { Checked } from "./checked.js";
import { get } from "./dom.js";

/** A network that is typed. */

const EXAMPLE = `class_name: Sequential
config:
  layers:
    - {class_name: InputLayer, config: {batch_shape: [null, 28, 28, 1]}}
    - {class_name: Conv2D, config: {name: first, filters: 6, kernel_size: [5, 5], activation: relu}}
    - {class_name: MaxPooling2D, config: {pool_size: [2, 2]}}
    - class_name: Sequential
      config:
        name: head
        layers:
          - {class_name: InputLayer, config: {batch_shape: [null, 12, 12, 6]}}
          - {class_name: Flatten}
          - {class_name: Dense, config: {units: 64, activation: relu}}
    - {class_name: Dense, config: {name: last, units: 10, activation: softmax}}
`;

get("text").value = EXAMPLE;
const checked = new Checked(get("text"), get("verdict"), get("drawing"));
await checked.check();
