// A model that Trihorn exported, which trains and predicts here: its training step is an ONNX graph
// whose outputs are the next values of its state.
import * as ort from './ort.wasm.bundle.min.mjs';

ort.env.wasm.numThreads = 1; // More need headers that not every static server sends.

export class Trainer {
  static async load(folder = './') {
    const about = await (await fetch(folder + 'trainer.json')).json();
    const open = name => ort.InferenceSession.create(folder + name, {executionProviders: ['wasm']});
    const [step, prediction, first] =
        await Promise.all(['train.onnx', 'train.predict.onnx', 'train.state.onnx'].map(open));
    return new Trainer(about, step, prediction, await first.run({}));
  }

  constructor(about, step, prediction, state) {
    this.about = about;
    this.session = step;
    this.prediction = prediction;
    this.state = {...state};
  }

  /** Learns from a batch: images as floats one after the other, and a label for each. */
  async step(images, labels) {
    const {batch, input, image, target} = this.about;
    const results = await this.session.run({
      ...this.state,
      [input]: new ort.Tensor('float32', images, [batch, ...image]),
      [target]: new ort.Tensor('int32', Int32Array.from(labels), [batch]),
    });
    for (const [name, next] of Object.entries(this.about.next)) {
      this.state[name] = results[next];
    }
    return results.loss.data[0];
  }

  /** The probability of each class for one image. */
  async predict(pixels) {
    const {input, image, output, weights} = this.about;
    const feeds = {[input]: new ort.Tensor('float32', pixels, [1, ...image])};
    for (const [name, state] of Object.entries(weights)) {
      feeds[name] = this.state[state];
    }
    return Array.from((await this.prediction.run(feeds))[output].data);
  }
}
