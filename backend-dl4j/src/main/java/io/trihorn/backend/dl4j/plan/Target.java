package io.trihorn.backend.dl4j.plan;

/** What programs are made for. */
public enum Target {
  /** Ops of libnd4j, and kernels of ours where those are wrong, slow or missing. */
  PROCESSOR,
  /** Ops of libnd4j only: nothing else can reach the memory of a card. */
  CARD
}
