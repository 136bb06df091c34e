"""Photographs to train a compressor on, and others to test it: OUT/train and OUT/test, as PNG.

    apt-get download mate-backgrounds lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 python3-skimage
    for file in *.deb; do dpkg -x $file debs; done
    python tooling/figures/photographs.py debs photographs    # pillow, scikit-learn

Trained on: the packages' large photographs (drawings left out), scaled down to 640 pixels, which takes the marks of their JPEG away.
Tested on: the coloured photographs that scikit-image and scikit-learn bring, as they are.
"""

import sys
from pathlib import Path

import sklearn
from PIL import Image

LONGEST = 640
DRAWN = {"2004default", "Fossa_by_Jasper_Roks", "Infinite-Sea_by_Aury88", "Painting-Colors_by__herobrine7gamer"}
DRAWN |= {"firstgeneration", "rhythm", "string", "the-mouse", "umang_by_Abhishek_Mudgal"}

debs, out = map(Path, sys.argv[1:3])
for part in ("train", "test"):
    (out / part).mkdir(parents=True, exist_ok=True)

backgrounds = debs / "usr/share/backgrounds"
found = [*backgrounds.glob("*.jpg"), *(backgrounds / "mate/nature").glob("*.jpg")]
for file in sorted(found):
    picture = Image.open(file).convert("RGB")
    scale = LONGEST / max(picture.size)
    if file.stem in DRAWN or scale > 2 / 3:
        continue
    size = tuple(round(scale * side) for side in picture.size)
    picture.resize(size, Image.LANCZOS).save(out / "train" / f"{file.stem}.png")

skimage = debs / "usr/lib/python3/dist-packages/skimage/data"
samples = Path(sklearn.__file__).parent / "datasets/images"
tests = [skimage / name for name in ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")]
for file in [*tests, samples / "china.jpg", samples / "flower.jpg"]:
    Image.open(file).convert("RGB").save(out / "test" / f"{file.stem}.png")
print(*(f"{part}: {len(list((out / part).iterdir()))}" for part in ("train", "test")))
