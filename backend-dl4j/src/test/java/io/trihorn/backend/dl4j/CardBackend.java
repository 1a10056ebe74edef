package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.dl4j.plan.HostMemory;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Target;
import java.util.Map;
import org.nd4j.nativeblas.NativeOps;

/** The backend {@code dl4j} with the programs that it makes for cards, on the processor. */
public final class CardBackend extends ForwardingBackend {
  /** With programs for cards. */
  public CardBackend() {
    super(new Dl4jBackend(false, Target.CARD, Lazily.of(CardBackend::onProcessor)));
  }

  private static Installed onProcessor() {
    NativeOps ops = Natives.installed().ops();
    LibNd4j lib = new LibNd4j(ops, Target.CARD, new HostMemory(), () -> {});
    return new Installed(ops, Map.of(Device.cpu(), lib), Natives.installed().settings());
  }

  @Override
  public String name() {
    return "dl4j-card";
  }

  @Override
  public BackendInfo info() {
    BackendInfo info = super.info();
    return new BackendInfo(name(), info.engine(), info.version(), info.devices(), info.settings());
  }
}
