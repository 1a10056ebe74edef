// node node.js ADDRESS: runs the models of a server under Node.
const tf = require('@tensorflow/tfjs');
const {check} = require('./check.js');

check(tf, process.argv[2]).catch(e => {
  console.error(e);
  process.exit(1);
});
