import {Trainer} from './trainer.js';
import {pixels, shifted} from './image.js';

const STEPS = 150;
const $ = id => document.getElementById(id);
const pad = $('pad');
const pen = pad.getContext('2d', {willReadFrequently: true});
const examples = [];
let empty = true;
let busy = false;

const trainer = await Trainer.load().catch(e => {
  say('the model cannot be loaded: ' + e);
  throw e;
});
const {classes, batch, image} = trainer.about;
const [height, width] = image;

function clear() {
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, pad.width, pad.height);
  empty = true;
}

function say(text) {
  $('status').textContent = text;
}

async function guess() {
  if (empty || busy) {
    return;
  }
  const probabilities = await trainer.predict(pixels(pad, width, height));
  const best = probabilities.indexOf(Math.max(...probabilities));
  $('answer').textContent = `${best} (${Math.round(100 * probabilities[best])} %)`;
  probabilities.forEach((p, i) => $('bar' + i).value = p);
}

async function learn() {
  if (examples.length === 0 || busy) {
    return say('draw digits first, and say which they are');
  }
  busy = true;
  let mean = 0;
  for (let step = 1; step <= STEPS; step++) {
    const images = new Float32Array(batch * height * width);
    const labels = [];
    for (let i = 0; i < batch; i++) {
      const one = examples[Math.floor(Math.random() * examples.length)];
      images.set(shifted(one.pixels, width, height), i * height * width);
      labels.push(one.label);
    }
    const loss = await trainer.step(images, labels);
    mean = step === 1 ? loss : 0.9 * mean + 0.1 * loss;
    if (step % 10 === 0) {
      say(`learning: step ${step} of ${STEPS}, loss ${mean.toFixed(3)}`);
      await new Promise(resolve => setTimeout(resolve));
    }
  }
  busy = false;
  say(`learned from ${examples.length} drawings, loss ${mean.toFixed(3)}`);
  await guess();
}

for (let label = 0; label < classes; label++) {
  const button = document.createElement('button');
  button.textContent = label;
  button.id = 'label' + label;
  button.onclick = () => {
    if (!empty) {
      examples.push({pixels: pixels(pad, width, height), label});
      say(`${examples.length} drawings`);
      clear();
    }
  };
  $('labels').append(button);
  const row = $('bars').insertRow();
  row.insertCell().textContent = label;
  row.insertCell().innerHTML = `<meter id="bar${label}" min="0" max="1"></meter>`;
}

pad.addEventListener('pointerdown', e => {
  pad.setPointerCapture(e.pointerId);
  pen.beginPath();
  pen.moveTo(e.offsetX, e.offsetY);
});
pad.addEventListener('pointermove', e => {
  if (e.buttons & 1) {
    pen.lineWidth = 20;
    pen.lineCap = pen.lineJoin = 'round';
    pen.strokeStyle = '#fff';
    pen.lineTo(e.offsetX, e.offsetY);
    pen.stroke();
    empty = false;
  }
});
pad.addEventListener('pointerup', guess);
$('clear').onclick = clear;
$('learn').onclick = learn;
clear();
say('ready');
