// Runs models of TensorFlow.js that a server has, and sends back what they compute: the same in a
// browser and under Node. `tf` is the library, `site` the server's address.
async function check(tf, site) {
  const cases = await (await fetch(site + '/cases.json')).json();
  for (const one of cases) {
    let result;
    try {
      result = await run(tf, site, one);
    } catch (e) {
      result = {error: String(e && e.stack || e)};
    }
    await send(site + '/result/' + one.name, JSON.stringify(result));
  }
  await send(site + '/done', tf.getBackend() + ' of ' + tf.version.tfjs);
}

async function run(tf, site, one) {
  const model = await tf.loadLayersModel(site + '/' + one.name + '/model.json');
  const tensors = list => list.map(t => tf.tensor(t.data, t.shape, t.dtype));
  const single = list => list.length === 1 ? list[0] : list;
  const values = async out => {
    const all = [];
    for (const t of Array.isArray(out) ? out : [out]) {
      all.push({shape: t.shape, data: Array.from(await t.data())});
    }
    return all;
  };
  const x = single(tensors(one.inputs));
  const result = {outputs: await values(model.predict(x))};
  if (one.targets.length > 0) {
    const y = single(tensors(one.targets));
    result.losses = [];
    for (let step = 0; step < one.steps; step++) {
      const logs = await model.trainOnBatch(x, y);
      result.losses.push(Array.isArray(logs) ? logs[0] : logs);
    }
    result.trained = await values(model.predict(x));
  }
  if (one.saved) {
    await save(tf, site, one.name, model, one.targets.length > 0);
  }
  return result;
}

// What `model.save` writes, as the two files that it would be.
async function save(tf, site, name, model, includeOptimizer) {
  let kept;
  await model.save(tf.io.withSaveHandler(async artifacts => {
    kept = artifacts;
    return {modelArtifactsInfo: {dateSaved: new Date(), modelTopologyType: 'JSON'}};
  }), {includeOptimizer});
  const manifest = [{paths: ['weights.bin'], weights: kept.weightSpecs}];
  const {weightData, weightSpecs, ...rest} = kept;
  const bytes = weightData instanceof ArrayBuffer ? weightData
      : tf.io.CompositeArrayBuffer.join(weightData);
  await send(site + '/saved/' + name + '/weights.bin', bytes);
  await send(site + '/saved/' + name + '/model.json',
      JSON.stringify({...rest, weightsManifest: manifest}));
}

async function send(url, body) {
  const answer = await fetch(url, {method: 'POST', body});
  if (!answer.ok) {
    throw new Error(url + ': ' + answer.status);
  }
}

if (typeof module !== 'undefined') {
  module.exports = {check};
}
