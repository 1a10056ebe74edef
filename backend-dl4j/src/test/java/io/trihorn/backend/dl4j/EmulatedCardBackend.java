package io.trihorn.backend.dl4j;

import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.dl4j.plan.Target;

/** The backend {@code dl4j} on a card that is none. */
public final class EmulatedCardBackend extends ForwardingBackend {
  /** With one card. */
  public EmulatedCardBackend() {
    this(0);
  }

  /** With a limit of what is taken of the card's memory; 0 for none. */
  EmulatedCardBackend(long most) {
    super(
        new Dl4jBackend(
            false,
            Target.PROCESSOR,
            Lazily.of(
                () -> CardNatives.installed(EmulatedCard.over(Natives.installed().ops()), most))));
  }

  @Override
  public String name() {
    return "dl4j-emulated";
  }

  @Override
  public BackendInfo info() {
    BackendInfo info = super.info();
    return new BackendInfo(name(), info.engine(), info.version(), info.devices(), info.settings());
  }
}
