#!/bin/sh
# make.sh DIR: nets and what real Caffe computes of them, packed for the tests.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"
mvn -q -f "$here/pom.xml" dependency:build-classpath -Dmdep.outputFile="$PWD/classpath"
python3 "$here/nets.py" .
for net in *.prototxt; do
  java -cp "$(cat classpath)" "$here/Oracle.java" "$net" "${net%.prototxt}.json"
done
rm -f "$here/../resources/io/trihorn/caffe/nets.zip"
python3 -m zipfile -c "$here/../resources/io/trihorn/caffe/nets.zip" *.prototxt *.json

# What it makes of nets by training.
mkdir -p trainings && python3 "$here/trains.py" trainings
javac -proc:none -cp "$(cat classpath)" -d . "$here/Oracle.java" "$here/TrainOracle.java"
for folder in trainings/*; do
  java -cp ".:$(cat classpath)" TrainOracle "$folder" 12 "$folder/expected.json"
done
rm -f "$here/../resources/io/trihorn/caffe/trainings.zip"
(cd trainings && python3 -m zipfile -c "$here/../resources/io/trihorn/caffe/trainings.zip" *)
