// A handful of cities to be at, and what a place on the map is called.

export const CITIES = [
  { name: "London", latitude: 51.51, longitude: -0.13 },
  { name: "Berlin", latitude: 52.52, longitude: 13.4 },
  { name: "New York", latitude: 40.71, longitude: -74.01 },
  { name: "São Paulo", latitude: -23.55, longitude: -46.63 },
  { name: "Kolkata", latitude: 22.57, longitude: 88.36 },
  { name: "Tokyo", latitude: 35.68, longitude: 139.69 },
  { name: "Sydney", latitude: -33.87, longitude: 151.21 },
];
const NEAR = 0.05; // degrees, some five kilometres

function sayCoordinates({ latitude, longitude }) {
  return `${latitude.toFixed(2)}, ${longitude.toFixed(2)}`;
}

/** {name, where}: the city with its coordinates, or where it is none of ours the coordinates alone. */
export function sayPlace(place) {
  const near = (city, axis) => Math.abs(city[axis] - place[axis]) < NEAR;
  const city = CITIES.find((each) => near(each, "latitude") && near(each, "longitude"));
  const where = sayCoordinates(place);
  return city ? { name: `Location: ${city.name}`, where } : { name: `Location: ${where}`, where: null };
}
