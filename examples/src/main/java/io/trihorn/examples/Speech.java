package io.trihorn.examples;

import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.conv1d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.melSpectrogram;
import static io.trihorn.layers.Layers.permute;
import static io.trihorn.losses.Losses.ctc;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.speech.Speaker;
import io.trihorn.examples.speech.Utterances;
import io.trihorn.model.Sequential;
import java.io.IOException;

/**
 * Speech: understands numbers of three digits from the sound, by a mel spectrogram and a loss that
 * is not told when each digit is said (CTC). The figure is the share of words that are wrong, by
 * voices and at speeds that it did not learn from.
 *
 * @param speaker says the numbers
 */
public record Speech(Speaker speaker) implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Utterances train = speaker.say(600, false), test = speaker.say(120, true);
    var mel = melSpectrogram().fftLength(512).sequenceStride(256);
    try (var model =
        new Sequential(
            input(Utterances.SAMPLES),
            mel.samplingRate(Utterances.RATE).numMelBins(40).maxFreq(Utterances.RATE / 2.0),
            permute(2, 1),
            batchNormalization(),
            conv1d(64, 5).strides(2).padding("same").activation("relu"),
            bidirectional(gru(48).returnSequences(true)),
            dense(Utterances.KINDS))) {
      model.compile(adam(3e-3), ctc());
      model.fit(train.waves(), train.words(), epochs(epochs).batchSize(32));
      return test.wrong(model.predict(test.waves()).argMax(2).toLongArray());
    }
  }
}
